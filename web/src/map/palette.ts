// Colours of the map, read from the page's style sheet, so that day and night are written once (style.css).

import type { Rgba } from "./scene.ts";

const cache = new Map<string, Rgba>();

/** The colour that a custom property of the page has now ("--blue"), with an alpha of our own. */
export function ink(name: string, alpha = 1): Rgba {
  const key = `${document.documentElement.dataset["theme"]}${name}`;
  let found = cache.get(key);
  if (!found) {
    found = parse(getComputedStyle(document.documentElement).getPropertyValue(name).trim());
    cache.set(key, found);
  }
  return [found[0], found[1], found[2], Math.round(255 * alpha)];
}

/** #rrggbb as numbers; black where it is something else. */
function parse(text: string): Rgba {
  const value = Number.parseInt(text.replace("#", ""), 16) || 0;
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255, 255];
}

export const css = (colour: Rgba): string => `rgba(${colour[0]},${colour[1]},${colour[2]},${colour[3] / 255})`;
