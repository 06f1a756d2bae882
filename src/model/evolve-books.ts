import type { EventOf, RunEvent } from './events.ts';
import { FindingChanges } from './findings.ts';
import { formatRoute } from './route.ts';
import { nothingSeen, placeOf, withSeen } from './seen.ts';
import type { Tokens } from './shapes.ts';
import { clip } from './size.ts';
import { type Mutable, RowChanges, rowOf } from './table.ts';
import { type Activity, attemptKey, type Ledger, ledgerKey, type Unread, type View } from './view.ts';

const BOOK_EVENTS = ['tool.used', 'usage.recorded', 'finding.recorded'] as const;
export type BookEvent = EventOf<(typeof BOOK_EVENTS)[number]>;

export const isBookEvent = (event: RunEvent): event is BookEvent =>
  (BOOK_EVENTS as readonly string[]).includes(event.type);

type LedgerDraft = Mutable<Ledger> & { readonly firstTokenMs: number[] };

const activityKey = ({ phase, storyId, attempt = 0 }: EventOf<'tool.used'>) =>
  storyId ? attemptKey(storyId, attempt) : phase;

/** What is about no story may be asked on several routes. */
const bookKey = ({ phase, storyId, attempt = 0, route }: EventOf<'usage.recorded'>) =>
  storyId === undefined ? `${phase} ${formatRoute(route)}` : ledgerKey(phase, storyId, attempt);

/** Whether the books hold this very fact already: a job that was interrupted and runs again tells it once more. */
export function isCounted({ activity, books }: View, event: RunEvent): boolean {
  const row =
    event.type === 'tool.used'
      ? rowOf(activity, activityKey(event))
      : event.type === 'usage.recorded'
        ? rowOf(books, bookKey(event))
        : undefined;
  return row !== undefined && 'id' in event && placeOf(row.ids, event.id) !== undefined;
}

/** Of so many requests of an attempt, the latest, the time to the first token is kept. */
const MOST_TIMES = 100;

/**
 * Facts that come by the dozen. They fold into slices of their own, so that they wake nobody who waits for a story; and
 * as most of a log is such facts, those that follow each other are taken in together, at the price of one view.
 */
export class Bookkeeping {
  readonly #before: View;
  readonly #activity: RowChanges<Activity>;
  readonly #books: RowChanges<Ledger, LedgerDraft>;
  readonly #findings: FindingChanges;
  #unread: readonly Unread[];

  constructor(before: View) {
    this.#before = before;
    this.#activity = new RowChanges(before.activity, (row) => ({ ...row }));
    this.#books = new RowChanges(before.books, (row) => ({ ...row, firstTokenMs: [...row.firstTokenMs] }));
    this.#findings = new FindingChanges(before.findings);
    this.#unread = before.unread;
  }

  take(event: BookEvent, seq: number): void {
    if (event.type === 'tool.used') this.#toolUsed(event);
    else if (event.type === 'usage.recorded') this.#usageRecorded(event);
    else this.#findingRecorded(event, seq);
  }

  view({ seq, at }: Pick<View, 'seq' | 'at'>): View {
    return {
      ...this.#before,
      seq,
      at,
      activity: this.#activity.table(),
      books: this.#books.table(),
      findings: this.#findings.list,
      unread: this.#unread,
    };
  }

  #findingRecorded({ id, source, text }: EventOf<'finding.recorded'>, seq: number): void {
    this.#unread = this.#unread.filter((one) => one.id !== id);
    this.#findings.add({ id, source, text, seq });
  }

  #toolUsed(event: EventOf<'tool.used'>): void {
    const key = activityKey(event);
    const before = this.#activity.row(key) ?? idle;
    const ids = withSeen(before.ids, event.id);
    if (!ids) return;
    const { target, kind, ok, ms } = event;
    const activity = this.#activity.change(key, before);
    activity.last = target;
    activity.kind = kind;
    activity.tools += 1;
    activity.toolMs += ms;
    activity.ids = ids;
    if (kind === 'edit' && ok && !activity.edited.includes(target))
      activity.edited = [...activity.edited, target];
    this.#noteDigest(event);
  }

  /** What was read or searched waits for the Librarian, unless somebody found the same before. */
  #noteDigest({ id, kind, ok, digest, target, phase, storyId, attempt }: EventOf<'tool.used'>): void {
    if (!digest || !ok || (kind !== 'read' && kind !== 'search')) return;
    if (kind === 'search' && digest === FOUND_NOTHING) return;
    const path = kind === 'read' ? target : undefined;
    const shown = kind === 'read' ? digest : `"${target}": ${digest}`;
    const text = findingText(path, shown);
    if (this.#findings.has(text)) return;
    if (this.#unread.some((one) => findingText(one.source.path, one.digest) === text)) return;
    const source = {
      phase,
      ...(storyId === undefined ? {} : { storyId }),
      ...(attempt === undefined ? {} : { attempt }),
      ...(path === undefined ? {} : { path }),
    };
    this.#unread = [...this.#unread, { id, source, digest: shown }];
  }

  #usageRecorded(event: EventOf<'usage.recorded'>): void {
    const { route, model, tokens, requests, billing, firstTokenMs } = event;
    const key = bookKey(event);
    const before = this.#books.row(key) ?? emptyLedger(event);
    const ids = withSeen(before.ids, event.id);
    if (!ids) return;
    const usd = event.usd ?? 0;
    const ledger = this.#books.change(key, before);
    ledger.route = route;
    ledger.model = model;
    ledger.requests += requests;
    if (tokens) ledger.tokens = addTokens(ledger.tokens, tokens);
    if (billing === 'billed') ledger.billedUsd += usd;
    if (billing === 'subscription') ledger.coveredUsd += usd;
    if (billing === 'unknown') ledger.unclearUsd += usd;
    if (event.usd === null) {
      ledger.unknown += requests;
      ledger.atMostUsd += event.atMostUsd ?? 0;
    }
    ledger.ms += event.ms;
    if (firstTokenMs !== null && ledger.firstTokenMs.push(firstTokenMs) > MOST_TIMES)
      ledger.firstTokenMs.shift();
    ledger.ids = ids;
  }
}

const idle: Activity = { last: '', kind: 'other', tools: 0, toolMs: 0, edited: [], ids: nothingSeen };

/** The digest of a search that nothing matches: nobody is told of it. */
const FOUND_NOTHING = 'nothing';

/** What a finding says of what was read at a path, or searched. */
export const findingText = (path: string | undefined, digest: string) =>
  clip(path === undefined ? digest : `${path}: ${digest}`, 600);

const noTokens: Tokens = { input: 0, cacheWrite: 0, cacheRead: 0, output: 0, reasoning: 0 };

export const addTokens = (a: Tokens, b: Tokens): Tokens => ({
  input: a.input + b.input,
  cacheWrite: a.cacheWrite + b.cacheWrite,
  cacheRead: a.cacheRead + b.cacheRead,
  output: a.output + b.output,
  reasoning: a.reasoning + b.reasoning,
});

const emptyLedger = ({ phase, storyId, attempt, route, model }: EventOf<'usage.recorded'>): Ledger => ({
  ...{ phase, storyId, attempt, route, model },
  ...{ requests: 0, tokens: noTokens, billedUsd: 0, coveredUsd: 0, unclearUsd: 0, unknown: 0, atMostUsd: 0 },
  ...{ ms: 0, firstTokenMs: [], ids: nothingSeen },
});
