import type { LogKind, LogLine } from '../../src/model/protocol.ts';
import type { Host } from '../host.ts';

const PAGE = 500;
/** Pages kept; the rest is fetched again when it is scrolled to. */
const MOST_PAGES = 24;

/** The log of one attempt, a window at a time: the file with the host is the whole of it. */
export class LogPages {
  total = $state.raw(0);
  /** Changes whenever lines arrive. */
  arrived = $state.raw(0);
  problem: string | undefined = $state.raw();
  /** Line numbers that the filter leaves; undefined while nothing is filtered. */
  kept: readonly number[] | undefined = $state.raw();
  /** There are more of them than are counted. */
  keptMore = $state.raw(false);
  /** Line numbers that hold the text looked for. */
  hits: readonly number[] = $state.raw([]);
  more = $state.raw(false);

  readonly #pages = new Map<number, ReadonlyMap<number, LogLine>>();
  readonly #asked = new Set<number>();
  #kind: LogKind | undefined;
  /** Lines before this one have been filtered. */
  #filtered = 0;
  readonly #host: Host;
  readonly #which: { readonly storyId: string; readonly attempt: number };

  constructor(host: Host, which: { storyId: string; attempt: number }) {
    this.#host = host;
    this.#which = which;
  }

  line(n: number): LogLine | undefined {
    return this.#pages.get(Math.floor(n / PAGE))?.get(n);
  }

  /** Sees to it that these lines come. */
  want(lines: readonly number[]): void {
    for (const page of new Set(lines.map((n) => Math.floor(n / PAGE))))
      if (!this.#pages.has(page)) void this.#fetch(page);
  }

  /** Looks whether the log has grown. */
  async refresh(): Promise<boolean> {
    const before = this.total;
    await this.#fetch(Math.floor(this.total / PAGE));
    await this.#filterNew();
    return this.total > before;
  }

  async find(text: string): Promise<void> {
    const found = text ? await this.#search(text) : { lines: [], more: false };
    this.hits = found.lines;
    this.more = found.more;
  }

  async filter(kind: LogKind | undefined): Promise<void> {
    this.#kind = kind;
    const { total } = this;
    const found = kind ? await this.#search('', kind) : undefined;
    if (kind !== this.#kind) return;
    this.kept = found?.lines;
    this.keptMore = found?.more ?? false;
    this.#filtered = Math.max(total, (found?.lines.at(-1) ?? -1) + 1);
  }

  /** What has been written since it was filtered; where more is left out already, the end stays out. */
  async #filterNew(): Promise<void> {
    const kind = this.#kind;
    while (this.kept && !this.keptMore && this.#filtered < this.total) {
      const from = this.#filtered;
      const page = Math.floor(from / PAGE);
      const to = Math.min(this.total, (page + 1) * PAGE);
      if (!this.line(to - 1)) await this.#fetch(page);
      if (kind !== this.#kind || from !== this.#filtered || !this.line(to - 1)) return;
      const lines = Array.from({ length: to - from }, (_, i) => from + i);
      this.kept = [...this.kept, ...lines.filter((n) => this.line(n)?.kind === kind)];
      this.#filtered = to;
    }
  }

  async #search(text: string, kind?: LogKind) {
    try {
      return await this.#host.ask({ type: 'search', ...this.#which, text, ...(kind ? { kind } : {}) });
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
      return { lines: [], more: false };
    }
  }

  async #fetch(page: number): Promise<void> {
    if (this.#asked.has(page)) return;
    this.#asked.add(page);
    try {
      const { total, lines } = await this.#host.ask({
        type: 'log',
        ...this.#which,
        from: page * PAGE,
        count: PAGE,
      });
      this.#pages.delete(page);
      this.#pages.set(page, new Map(lines.map((line) => [line.n, line])));
      for (const old of this.#pages.keys()) {
        if (this.#pages.size <= MOST_PAGES) break;
        this.#pages.delete(old);
      }
      this.total = total;
      this.problem = undefined;
      this.arrived++;
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error);
    } finally {
      this.#asked.delete(page);
    }
  }
}
