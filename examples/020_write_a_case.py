"""Write a case of your own: two towns, a gun platoon, and the question what one battery of Hisar-O would add.

A case is a study file and the files that it names: sites, postures, raids. What lies beside the study comes before what
ships with Pavise, so a case of one's own can use shipped files too. Mistakes are reported all at once, with file and
line.

Run it: python examples/020_write_a_case.py
"""

from pathlib import Path
from tempfile import TemporaryDirectory

from pavise.assemble.study import assemble_study
from pavise.catalogue.library import load_library
from pavise.scenario.study import load_study
from pavise.yamlfile import BadInput

STUDY = """
id: two-towns
title: Two towns
question: What would one battery of Hisar-O add?
date: 2026-03-31
seed: 1
worlds: 8                            # draws of everything that is in doubt
repeats: 4                           # battles in each world
sites: towns
baseline: guns
options: [guns, guns-and-battery]
raids: {drones: [4, 12]}             # the family of drones ships with Pavise
reference: {raid: drones, size: 12}
"""
TOWNS = """
id: towns
title: Two notional towns
reason: Equal in value and hardness, because nothing is known about them.
sites:
  east: {title: Easton, lat: 39.0 deg, lon: 33.5 deg, value: 1, hardness: 1}
  west: {title: Weston, lat: 39.0 deg, lon: 33.0 deg, value: 1, hardness: 1}
places: {rings: [2 km, 12 km], bearings: [0 deg, 90 deg, 180 deg, 270 deg]}
laydown:
  {against_high: 0.4, against_low: 0.4, against_ballistic: 0.2, low_reach: 35 km, shooter: 0.5, radar: 0.9}
"""
GUNS = """
id: guns
title: Guns alone
summary: One platoon of guns.
entries:
  guns: {system: korkut, count: 1}
"""
BATTERY = """
id: guns-and-battery
title: Guns and a battery
summary: The platoon and one battery of Hisar-O.
extends: guns
entries:
  battery: {system: hisar_o, count: 1}
"""

with TemporaryDirectory() as folder:
    for name, text in {"case": STUDY, "towns": TOWNS, "guns": GUNS, "guns-and-battery": BATTERY}.items():
        Path(folder, f"{name}.yaml").write_text(text)

    assembly = assemble_study(load_study(Path(folder, "case.yaml")), load_library())
    units = assembly.table_rows()["units"]
    print("Who stands where (placed by the rule in assemble/laydown.py):")
    for k, option in enumerate(units["option"]):
        place = f"{units['lat_deg'][k]:.2f} N {units['lon_deg'][k]:.2f} E"
        print(f"  {option:17} {units['unit'][k]:10} {place}, {units['launchers'][k]} launchers")
    guns = [place for place, unit in zip(units["lon_deg"], units["unit"], strict=True) if unit == "guns 1"]

    # A slip of the pen is a finding, not a traceback.
    Path(folder, "guns.yaml").write_text(GUNS.replace("korkut", "korkutt").replace("count: 1", "count: one"))
    try:
        load_study(Path(folder, "case.yaml"))
        found = []
    except BadInput as bad:
        found = bad.findings
    print("\nWhat Pavise says to `count: one`:")
    for finding in found:
        print(f"  {Path(finding.file).name}:{finding.line}: {finding.problem}. Mend: {finding.mend}")

# The check: the guns stand in the same place in both options, and the slip was found on its line.
assert len(guns) == 2 and guns[0] == guns[1]
assert [finding.line for finding in found] == [6]
