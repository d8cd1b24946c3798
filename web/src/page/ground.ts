// The ground of the open result, for every map that shows it; asked for once.

import type { Stage } from "../map/stage.ts";
import type { Ground } from "../source/documents.ts";
import { type App, ofResult } from "./app.ts";

const asked = new Map<string, Promise<Ground | null>>();

function groundOf(app: App): Promise<Ground | null> {
  const path = ofResult(app, "ground");
  const found = asked.get(path) ?? app.source.json<Ground | null>(path).catch(() => null); // a map is whole without it
  asked.set(path, found);
  return found;
}

/** Lay the ground on a map as soon as it is there; where nobody has elevation, nothing happens. */
export async function layGround(app: App, ...stages: Stage[]): Promise<Ground | null> {
  const ground = await groundOf(app);
  if (ground) for (const stage of stages) stage.lay(ground);
  return ground;
}

/** What a reader must know of the ground that is drawn. */
export function groundWords(ground: Ground): string {
  const known = ground.fought_over ? "The battles were fought over it." : "It is drawn for looking only: the battles were fought over a smooth earth.";
  return `Ground: ${ground.words} Shown in cells of ${(ground.cell_m / 1000).toFixed(1)} km. ${known}`;
}
