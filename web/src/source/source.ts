// Where documents come from. A view asks for a document by its path ("api/results") and does not know whether a server
// answers, a file that lies beside the page, or a page that carries everything in itself.

export interface Source {
  /** Can something be run and saved, or only looked at? */
  readonly live: boolean;
  json<T>(path: string): Promise<T>;
  bytes(path: string): Promise<ArrayBuffer>;
  /** Ask a live source to do something. */
  send<T>(method: "POST" | "DELETE", path: string, body?: unknown): Promise<T>;
}

/** A document that could not be had, and why. `findings` say what is wrong with what was sent, if anything is. */
export class NotGiven extends Error {
  readonly status: number;
  readonly answer: Refusal;

  constructor(answer: Refusal, status: number) {
    super([answer.problem, answer.mend].filter(Boolean).join(". "));
    this.status = status;
    this.answer = answer;
  }

  get findings(): Finding[] {
    return this.answer.findings ?? [];
  }
}

export interface Refusal {
  problem: string;
  mend?: string;
  findings?: Finding[];
  /** What to post to api/jobs so that the document comes to be, where that is possible. */
  job?: Record<string, unknown>;
}

export interface Finding {
  file: string;
  line: number | null;
  field: string;
  problem: string;
  mend: string;
}
