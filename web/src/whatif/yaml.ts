// Writing YAML that reads well: the little of it that a case needs. Whoever opens the file should see what a person would
// have written, so text stands bare where that is safe, and in quotes where YAML would take it for something else.

export type Written = string | number | boolean | Written[] | { [key: string]: Written };

/** A value on one line: `{system: korkut, count: 3}`. */
export function flow(value: Written): string {
  if (Array.isArray(value)) return `[${value.map(flow).join(", ")}]`;
  if (typeof value === "object") return `{${Object.entries(value).map(([key, each]) => `${word(key)}: ${flow(each)}`).join(", ")}}`;
  return typeof value === "string" ? word(value) : String(value);
}

/** Bare where no reader of YAML can take it for a number, a truth, nothing, or a mark of its own. */
export function word(text: string): string {
  const safe = /^[A-Za-z0-9][A-Za-z0-9 ._/+()-]*$/.test(text) && !/\s$/.test(text);
  const special = /^(true|false|yes|no|on|off|null|none|y|n|~)$/i.test(text) && text !== "none";
  const numeric = /^[+-]?(\d[\d_]*)?\.?\d*(e[+-]?\d+)?$/i.test(text) || /^0[xob]/i.test(text) || /^\d+:\d/.test(text) || /^\d{4}-\d/.test(text);
  return safe && !special && !numeric ? text : JSON.stringify(text);
}
