// Documents without a server: carried by the page itself, or lying beside it. Nothing can be run or saved.
//
// A page that was opened from a disk may not read the files beside it, but it may load scripts: so each document lies
// there a second time, as a script that puts it into `window.pavise_documents`.

import { NotGiven, type Source } from "./source.ts";

type Carried = Record<string, unknown>;

declare global {
  interface Window {
    pavise_documents?: Carried;
  }
}

export class FileSource implements Source {
  readonly live = false;
  private readonly carried: Carried;

  constructor(carried: Carried) {
    this.carried = carried;
  }

  async json<T>(path: string): Promise<T> {
    if (path in this.carried) return this.carried[path] as T;
    if (location.protocol === "file:") return (await besides(path)) as T;
    const answer = await fetch(`${path}.json`);
    if (!answer.ok) throw missing(path);
    return (await answer.json()) as T;
  }

  async bytes(path: string): Promise<ArrayBuffer> {
    const carried = this.carried[path] ?? (location.protocol === "file:" ? await besides(path) : null);
    if (carried === null) {
      const answer = await fetch(path);
      if (!answer.ok) throw missing(path);
      return answer.arrayBuffer();
    }
    return Uint8Array.from(atob((carried as { base64: string }).base64), (letter) => letter.charCodeAt(0)).buffer;
  }

  async send<T>(): Promise<T> {
    throw new NotGiven({ problem: "This page was exported: nothing can be run or saved from it" }, 0);
  }
}

function besides(path: string): Promise<unknown> {
  return new Promise((given, refused) => {
    const script = document.createElement("script");
    script.src = `${path}.json.js`;
    script.onload = () => given(window.pavise_documents?.[path]);
    script.onerror = () => refused(missing(path));
    document.head.append(script);
  });
}

const missing = (path: string): NotGiven => new NotGiven({ problem: `This export has no ${path}` }, 404);

/** What the page carries in itself, or null where it was served by `pavise view`. */
export function carriedDocuments(): Carried | null {
  const tag = document.getElementById("pavise-documents");
  return tag === null ? null : (JSON.parse(tag.textContent || "{}") as Carried);
}
