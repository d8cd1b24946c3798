// Finding a place on the map: a name of something on it, or coordinates as one writes them.

import type { LonLat } from "./earth.ts";
import type { Mark } from "./scene.ts";

/** "39.92 32.85", "39.92N, 32.85E" or "32.85 E 39.92 N" as a place: latitude first where no letters say otherwise. */
export function readCoordinates(text: string): LonLat | null {
  const numbers = [...text.matchAll(/([+-]?\d+(?:\.\d+)?)\s*°?\s*([NSEW])?/gi)];
  if (numbers.length !== 2) return null;
  const values = numbers.map((match) => {
    const letter = (match[2] ?? "").toUpperCase();
    return { value: Number(match[1]) * ("SW".includes(letter) && letter ? -1 : 1), letter };
  });
  const eastFirst = "EW".includes(values[0]!.letter || "-");
  const [lat, lon] = eastFirst ? [values[1]!.value, values[0]!.value] : [values[0]!.value, values[1]!.value];
  return Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? [lon, lat] : null;
}

/** Marks whose words hold all the words asked for, at most so many. */
export function findMarks(marks: Mark[], asked: string, most = 8): Mark[] {
  const words = asked.toLowerCase().split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  return marks.filter((mark) => mark.id && words.every((word) => mark.words.toLowerCase().includes(word))).slice(0, most);
}
