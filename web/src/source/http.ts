// Documents from a running `pavise view`. The server hands its token to this page once, in the address behind the #, which
// browsers send to nobody. It is kept for this tab only, taken out of the address, and sent along with every question, so
// that a page from elsewhere can ask nothing.

import { NotGiven, type Refusal, type Source } from "./source.ts";

const TOKEN_HEADER = "X-Pavise-Token";

export class HttpSource implements Source {
  readonly live = true;
  private readonly headers: Record<string, string>;

  constructor() {
    const token = takeToken();
    this.headers = token ? { [TOKEN_HEADER]: token } : {};
  }

  async json<T>(path: string): Promise<T> {
    return (await (await this.ask("GET", path)).json()) as T;
  }

  async bytes(path: string): Promise<ArrayBuffer> {
    return (await this.ask("GET", path)).arrayBuffer();
  }

  async send<T>(method: "POST" | "DELETE", path: string, body?: unknown): Promise<T> {
    return (await (await this.ask(method, path, body)).json()) as T;
  }

  private async ask(method: string, path: string, body?: unknown): Promise<Response> {
    const headers = body === undefined ? this.headers : { ...this.headers, "Content-Type": "application/json" };
    const written = body === undefined ? null : JSON.stringify(body);
    const answer = await fetch(encodeURI(path), { method, headers, body: written }).catch(() => {
      throw new NotGiven({ problem: "The server does not answer", mend: "Is `pavise view` still running?" }, 0);
    });
    if (answer.ok) return answer;
    const unsaid: Refusal = { problem: `The server answered ${answer.status} to ${path}` };
    throw new NotGiven((await answer.json().catch(() => unsaid)) as Refusal, answer.status);
  }
}

function takeToken(): string | null {
  const match = /^#token=([^&/]+)/.exec(location.hash);
  if (!match) return sessionStorage.getItem("pavise.token");
  sessionStorage.setItem("pavise.token", match[1]!);
  history.replaceState(null, "", location.pathname + location.search);
  return match[1]!;
}
