// What the reader changes about an option, as a list of small changes on top of it, with undo. Nothing here knows the page.

export interface Draft {
  /** The option that is changed; it stays what the result compared, and the what-if is compared with it. */
  option: string;
  title: string;
  entries: Record<string, EntryChange>;
  /** Units that stand elsewhere: name of the unit -> name of a candidate place. */
  moved: Record<string, string>;
  added: Addition[];
  raid: string;
  size: number;
  worlds: number;
}

export interface EntryChange {
  count?: number;
  readiness?: string;
  notice?: string;
  doctrine?: string;
  /** The entry is left out. */
  gone?: boolean;
}

export interface Addition {
  name: string;
  system: string;
  count: number;
  network: string;
}

export function emptyDraft(option: string, raid: string, size: number): Draft {
  return { option, title: "", entries: {}, moved: {}, added: [], raid, size, worlds: 32 };
}

/** Is anything of the option changed at all? */
export const changesNothing = (draft: Draft): boolean =>
  !Object.values(draft.entries).some((change) => Object.keys(change).length) && !Object.keys(draft.moved).length && !draft.added.length;

export function withEntry(draft: Draft, entry: string, change: EntryChange): Draft {
  const merged = Object.fromEntries(Object.entries({ ...draft.entries[entry], ...change }).filter(([, value]) => value !== undefined && value !== ""));
  return { ...draft, entries: { ...draft.entries, [entry]: merged } };
}

/** The states that a draft went through, and where in them one is. */
export class History {
  private readonly states: Draft[];
  private at = 0;

  constructor(first: Draft) {
    this.states = [first];
  }

  get now(): Draft {
    return this.states[this.at]!;
  }

  get canUndo(): boolean {
    return this.at > 0;
  }

  get canRedo(): boolean {
    return this.at < this.states.length - 1;
  }

  /** A new state; what had been undone is forgotten. */
  set(draft: Draft): void {
    this.states.splice(this.at + 1, Infinity, draft);
    this.at++;
  }

  undo(): void {
    if (this.canUndo) this.at--;
  }

  redo(): void {
    if (this.canRedo) this.at++;
  }
}
