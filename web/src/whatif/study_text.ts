// Changing the text of a study and keeping the rest as it was written, comments too. Studies are mappings, so a key at the
// start of a line begins a block that ends before the next such key; comments right above a key belong to that key.

interface Block {
  key: string;
  lines: string[];
}

/** The text with some keys written anew, in their old place, or at the end where there was none; null takes one out,
 * undefined leaves it. */
export function withKeys(text: string, keys: Record<string, string | null | undefined>): string {
  const blocks = blocksOf(text);
  for (const [key, written] of Object.entries(keys)) {
    if (written === undefined) continue;
    const at = blocks.findIndex((block) => block.key === key);
    if (at >= 0 && written === null) blocks.splice(at, 1);
    else if (at >= 0) blocks[at] = { key, lines: [written as string] };
    else if (written !== null) blocks.push({ key, lines: [written] });
  }
  return `${blocks.flatMap((block) => block.lines).join("\n").trimEnd()}\n`;
}

function blocksOf(text: string): Block[] {
  const blocks: Block[] = [{ key: "", lines: [] }];
  for (const line of text.trimEnd().split("\n")) {
    const key = /^([A-Za-z_][\w-]*):/.exec(line)?.[1];
    if (key === undefined) {
      blocks.at(-1)!.lines.push(line);
      continue;
    }
    const above = blocks.at(-1)!.lines;
    let first = above.length;
    while (first > 0 && /^(#|\s*$)/.test(above[first - 1]!)) first--;
    blocks.push({ key, lines: [...above.splice(first), line] });
  }
  return blocks.filter((block) => block.lines.length > 0);
}
