// A recorded battle as it comes over the wire, turned into typed arrays. docs/replay.md describes the format:
//
//   gzip of:  [u32: length of the header] [header: JSON] [columns, one after the other, each from a multiple of 8 on]
//
// Numbers are read where they lie, without a copy; only columns of kind `step`, which hold differences in 16 bits, are
// summed up into arrays of their own.

export type Numbers = Float64Array | Float32Array | Int32Array | Int16Array | Uint8Array;
export type Words = (string | null)[];

export interface Table {
  rows: number;
  numbers: Record<string, Numbers>;
  words: Record<string, Words>;
}

export interface Recording {
  about: Record<string, unknown>;
  tables: Record<string, Table>;
}

interface Span {
  dtype: string;
  offset: number;
  length: number;
}

interface ColumnHead extends Span {
  kind: string;
  words?: string[];
  of?: string;
  origin?: Span;
  quantum?: Span;
}

interface Header {
  format: string;
  version: number;
  about: Record<string, unknown>;
  tables: Record<string, { rows: number; columns: Record<string, ColumnHead> }>;
}

const VERSION = 1;
const KINDS = { float64: Float64Array, float32: Float32Array, int32: Int32Array, int16: Int16Array, uint8: Uint8Array };

/** The recording in the bytes of a file. Throws when they are none or of a version that is not known here. */
export async function decode(blob: ArrayBuffer): Promise<Recording> {
  const plain = await unzipped(blob);
  const length = new DataView(plain).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(plain, 4, length))) as Header;
  if (header.format !== "pavise replay") throw new Error("this file is no recorded battle");
  if (header.version !== VERSION) throw new Error(`a recording of version ${header.version}; this page reads ${VERSION}`);
  const body = 4 + length;
  const read = (span: Span): Numbers => {
    const kind = KINDS[span.dtype as keyof typeof KINDS];
    return new kind(plain, body + span.offset, span.length);
  };
  const tables: Record<string, Table> = {};
  for (const [name, described] of Object.entries(header.tables)) {
    const table: Table = { rows: described.rows, numbers: {}, words: {} };
    for (const [column, head] of Object.entries(described.columns)) {
      const values = read(head);
      if (head.kind === "words") table.words[column] = Array.from(values, (code) => head.words![code] ?? null);
      else table.numbers[column] = values;
    }
    tables[name] = table;
  }
  for (const [name, described] of Object.entries(header.tables)) {
    for (const [column, head] of Object.entries(described.columns)) {
      if (head.kind !== "step") continue;
      const owner = tables[head.of!]!.numbers;
      const steps = tables[name]!.numbers[column]!;
      const summed = summedUp(steps, owner[`${name}_first`]!, owner[`${name}_count`]!, read(head.origin!), read(head.quantum!));
      tables[name]!.numbers[column] = summed;
    }
  }
  return { about: header.about, tables };
}

/** value = origin of the owner + quantum of the owner * (sum of its steps so far) */
export function summedUp(steps: Numbers, first: Numbers, count: Numbers, origin: Numbers, quantum: Numbers): Float64Array {
  const values = new Float64Array(steps.length);
  for (let owner = 0; owner < first.length; owner++) {
    let sum = 0;
    const end = first[owner]! + count[owner]!;
    for (let row = first[owner]!; row < end; row++) {
      sum += steps[row]!;
      values[row] = origin[owner]! + quantum[owner]! * sum;
    }
  }
  return values;
}

async function unzipped(blob: ArrayBuffer): Promise<ArrayBuffer> {
  const [first, second] = new Uint8Array(blob, 0, 2);
  if (first !== 0x1f || second !== 0x8b) return blob; // the server or the browser has unpacked it already
  const stream = new Blob([blob]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}
