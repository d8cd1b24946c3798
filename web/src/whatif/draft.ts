// What the reader changes about an option, as a list of small changes on top of it, with undo. Nothing here knows the page.

import type { RaidFamily } from "../source/documents.ts";

export interface Draft {
  /** The option that is changed; it stays what the result compared, and the what-if is compared with it. */
  option: string;
  title: string;
  entries: Record<string, EntryChange>;
  /** Units that stand elsewhere: name of the unit -> name of a candidate place. */
  moved: Record<string, string>;
  added: Addition[];
  /** The raid of the study that the change is tried against. */
  raid: string;
  size: number;
  /** A raid of the reader's own beside it. */
  addedRaid: AddedRaid | null;
  worlds: number;
}

export interface EntryChange {
  count?: number;
  readiness?: string;
  notice?: string;
  /** One of the words that `case_files` knows how to write. */
  doctrine?: string;
  /** Rounds by type on the launchers of each unit, in place of full launchers. */
  magazine?: Record<string, number>;
  /** Rounds in each unit's own depot, in place of its reload sets. */
  depot?: number;
  /** The entry is left out. */
  gone?: boolean;
}

export interface Addition {
  name: string;
  system: string;
  count: number;
  network: string;
}

/** One of the notional families with an axis and a timing of the reader's choice. */
export interface AddedRaid {
  family: string;
  size: number;
  /** Null: every world draws its own, from all round. */
  bearing_deg: number | null;
  fan_deg: number;
  waves: number;
  gap_min: number;
  spread_min: number;
}

export function emptyDraft(option: string, raid: string, size: number): Draft {
  return { option, title: "", entries: {}, moved: {}, added: [], raid, size, addedRaid: null, worlds: 32 };
}

/** Is the option just as it was? */
export const sameOption = (draft: Draft): boolean =>
  !Object.values(draft.entries).some((change) => Object.keys(change).length) && !Object.keys(draft.moved).length && !draft.added.length;

/** Is there nothing to be tried? */
export const changesNothing = (draft: Draft): boolean => sameOption(draft) && !draft.addedRaid;

/** A family as it comes, as the raid to begin with. */
export const raidOf = (family: RaidFamily, size: number): AddedRaid => ({
  family: family.id,
  size,
  bearing_deg: null,
  fan_deg: family.fan_deg,
  waves: family.waves.count,
  gap_min: family.waves.gap_s / 60,
  spread_min: family.waves.spread_s / 60,
});

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
