"""Fight one raid many times: what gets through, and why.

Takes one case of the flagship study, plays every world of it twice and sorts the leakers by cause. Each leaker has
exactly one cause (the rule stands in sim/assessment.py).

Run it: python examples/030_fight_one_raid.py
"""

from collections import Counter

from pavise.assemble.study import assemble_study
from pavise.catalogue.library import load_library
from pavise.kinds import Cause, Fate
from pavise.run.drivers import play_fused
from pavise.scenario.study import load_study

assembly = assemble_study(load_study("turkey-s400"), load_library(), worlds=8, repeats=2)
case = next(case for case in assembly.cases if (case.option, case.raid, case.size) == ("none", "cruise-missiles", 12))
played = play_fused(assembly.world(case), 0, case.worlds * case.repeats)

leaked = played.flight["fate"] == Fate.LEAKED
causes = Counter(Cause(cause).name.lower() for cause in played.flight["cause"][leaked])
battles = len(leaked)
print(f"{case.option_title} against {case.size} x {case.raid_title.lower()}, {battles} battles")
print(f"  {leaked.sum() / battles:.1f} of {case.size} get through on average:")
for cause, number in causes.most_common():
    print(f"    {number / battles:5.2f}  {cause.replace('_', ' ')}")
print(f"  {played.clock['rounds'].mean():.1f} rounds are fired")

# The check: every threat ends, and every leaker has one cause.
assert set(played.flight["fate"].ravel()) <= {Fate.KILLED, Fate.LEAKED}
assert sum(causes.values()) == leaked.sum() and "none" not in causes
