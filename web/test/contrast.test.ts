// By day and by night every text colour stands out from every ground that text stands on (WCAG 2.2, 1.4.3: at least 4.5).

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const style = readFileSync("src/style.css", "utf8");
const TEXT = ["--ink", "--soft", "--blue", "--rust", "--green", "--plum", "--ochre"];
const GROUNDS = ["--paper", "--band", "--land"];

/** Relative luminance of #rrggbb (WCAG 2.2, definition). */
function luminance(colour: string): number {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
}

function contrast(one: string, other: string): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high! + 0.05) / (low! + 0.05);
}

for (const [theme, block] of [["day", /:root \{([^}]*)\}/], ["night", /\[data-theme="night"\] \{([^}]*)\}/]] as const) {
  const colours = Object.fromEntries([...block.exec(style)![1]!.matchAll(/(--[\w-]+): (#[0-9a-f]{6})/g)].map((match) => [match[1]!, match[2]!]));

  test(`by ${theme} text can be read`, () => {
    for (const text of TEXT) {
      for (const ground of GROUNDS) {
        const found = contrast(colours[text]!, colours[ground]!);
        assert.ok(found >= 4.5, `${text} on ${ground}: ${found.toFixed(2)}`);
      }
    }
  });

  test(`by ${theme} text on a filled button or badge can be read`, () => {
    for (const fill of ["--blue", "--rust", "--green", "--plum", "--ochre"]) {
      const found = contrast(colours["--on-ink"]!, colours[fill]!);
      assert.ok(found >= 4.5, `${fill}: ${found.toFixed(2)}`);
    }
  });
}
