// What every view gets: where documents come from, what is looked at, what the reader prefers, which result is open.

import type { Result, ResultEntry, State } from "../source/documents.ts";
import type { Source } from "../source/source.ts";
import type { Words } from "./address.ts";
import { letter, optionInk } from "./looks.ts";
import type { Settings } from "./settings.ts";

export interface App {
  source: Source;
  address: Words;
  settings: Settings;
  state: State;
  results: ResultEntry[];
  result: Result;
}

/** A view fills the place that it is given, and returns how it is put away. */
export type View = (place: HTMLElement, app: App) => Promise<() => void> | (() => void);

export interface OptionLook {
  id: string;
  title: string;
  letter: string;
  ink: string;
}

export function optionLook(result: Result, id: string): OptionLook {
  const position = result.options.findIndex((option) => option.id === id);
  if (position < 0) return { id, title: id, letter: "?", ink: "--soft" };
  return { id, title: result.options[position]!.title, letter: letter(position), ink: optionInk(position) };
}

/** The path of a document of the open result. */
export const ofResult = (app: App, path: string): string => `api/results/${app.result.id}/${path}`;
