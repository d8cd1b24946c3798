// What is looked at stands in the address, behind the #, so that a reload, a bookmark or a link that is mailed shows the
// same thing:   #/replay?result=turkey-s400&replay=worst&t=812
//
// A word of the address that is empty is left out of it. Changing words of the same view does not fill the history;
// going to another view does, so that "back" goes back to it.

export interface Place {
  view: string;
  words: Record<string, string>;
}

export function readPlace(hash: string): Place {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return { view: path, words: Object.fromEntries(new URLSearchParams(query)) };
}

export function writePlace(place: Place): string {
  const words = Object.entries(place.words).filter(([, value]) => value !== "");
  const query = new URLSearchParams(words).toString();
  return `#/${place.view}${query ? `?${query}` : ""}`;
}

/** What a view may ask of the address and do to it. */
export type Words = Pick<Address, "view" | "word" | "keep" | "go" | "whenChanged">;

/** The address for one view, until it is put away: what it was still waiting for must not write over the next one's. */
export function leased(address: Words): { address: Words; end: () => void } {
  let ended = false;
  const own: Words = {
    get view() {
      return address.view;
    },
    word: (name, otherwise) => address.word(name, otherwise),
    keep: (words) => void (ended || address.keep(words)),
    go: (view, words) => address.go(view, words),
    whenChanged: (tell) => address.whenChanged(tell),
  };
  return { address: own, end: () => (ended = true) };
}

export class Address {
  private place = readPlace(location.hash);
  /** The address as it was last read or written here. */
  private known = location.hash;
  private readonly listeners = new Set<() => void>();
  /** How each view was left, so that coming back shows the same. */
  private readonly left = new Map<string, Record<string, string>>();

  constructor() {
    addEventListener("hashchange", () => {
      this.left.set(this.place.view, this.place.words);
      this.place = readPlace(location.hash);
      this.known = location.hash;
      this.listeners.forEach((tell) => tell());
    });
  }

  get view(): string {
    return this.place.view;
  }

  word(name: string, otherwise = ""): string {
    return this.place.words[name] ?? otherwise;
  }

  /** Change words without leaving the view; nobody is told, since the caller knows. */
  keep(words: Record<string, string>): void {
    this.place = { ...this.place, words: { ...this.place.words, ...words } };
    if (location.hash !== this.known) return; // the reader is on the way elsewhere: `hashchange` has not come yet
    history.replaceState(null, "", writePlace(this.place));
    this.known = location.hash;
  }

  /** Go to a view: as it was left, with the words that all views share, and these. */
  go(view: string, words: Record<string, string> = {}): void {
    if (view === this.place.view && Object.keys(words).length === 0) return;
    const shared = { result: this.word("result"), option: this.word("option") };
    location.hash = writePlace({ view, words: { ...this.left.get(view), ...shared, ...words } });
  }

  whenChanged(tell: () => void): void {
    this.listeners.add(tell);
  }
}
