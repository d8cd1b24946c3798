// The land of the base map, made ready for flat maps: public/land.json, out of the Natural Earth data in world-atlas.
//
// The rings of world-atlas are made for a sphere: they cross the antimeridian and wrap the poles, which renderers that
// think in longitude and latitude draw as bands across the map. So we cut them at 180 degrees. geoProject tells shells
// from holes by their winding; a `reflectY` would swap the two and turn the Caspian Sea to land, so y is turned by hand.
//
// Two files: a coarse world (1:110 million, in the first second) and a finer one (1:50 million). Coordinates are whole
// thousandths of a degree (about 100 m), each ring as differences from point to point, which halves what is sent.

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { geoEquirectangular } from "d3-geo";
import { geoProject } from "d3-geo-projection";
import { feature } from "topojson-client";

const UNITS_PER_DEGREE = 1000;
const projection = geoEquirectangular().scale(180 / Math.PI).translate([0, 0]).precision(0);

mkdirSync("src/made", { recursive: true });
for (const scale of ["110m", "50m"]) {
  const topology = JSON.parse(readFileSync(`node_modules/world-atlas/land-${scale}.json`, "utf8"));
  const cut = geoProject(feature(topology, topology.objects.land), projection);
  const geometries = (cut.features ?? [cut]).map((each) => each.geometry);
  const polygons = geometries.flatMap((g) => (g.type === "Polygon" ? [g.coordinates] : g.coordinates));
  const land = polygons.map((rings) => rings.map(differences).filter((ring) => ring.length >= 8)).filter((p) => p.length);
  writeFileSync(`src/made/land-${scale}.json`, JSON.stringify(land));
}

/** [x0, y0, dx1, dy1, ...] in thousandths of a degree; points that fall on the one before are left out. */
function differences(ring) {
  const out = [];
  let [lastX, lastY] = [0, 0];
  ring.forEach(([lon, minusLat], i) => {
    const x = Math.round(lon * UNITS_PER_DEGREE);
    const y = Math.round(-minusLat * UNITS_PER_DEGREE);
    if (i > 0 && x === lastX && y === lastY) return;
    out.push(x - lastX, y - lastY);
    [lastX, lastY] = [x, y];
  });
  return out;
}
