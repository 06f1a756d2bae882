import type { EventOf, Tokens } from './events.ts';
import { nothingSeen, placeOf, withSeen } from './seen.ts';
import { rowOf, withRow } from './table.ts';
import { type Activity, attemptKey, type Ledger, ledgerKey, type View } from './view.ts';

type BookEvent = EventOf<'tool.used'> | EventOf<'usage.recorded'> | EventOf<'finding.recorded'>;

/** Facts that come by the dozen fold into slices of their own, so that they wake nobody who waits for a story. */
export function evolveBooks(view: View, event: BookEvent): View {
  switch (event.type) {
    case 'tool.used':
      return toolUsed(view, event);
    case 'usage.recorded':
      return usageRecorded(view, event);
    case 'finding.recorded':
      return findingRecorded(view, event);
  }
}

/** More findings than this are not kept in mind; the oldest give way. */
const MOST_FINDINGS = 400;

function findingRecorded(view: View, { id, source, text }: EventOf<'finding.recorded'>): View {
  const unread = view.unread.filter((one) => one.id !== id);
  if (view.findings.some((finding) => finding.id === id)) return { ...view, unread };
  return {
    ...view,
    unread,
    findings: [...view.findings, { id, source, text, seq: view.seq }].slice(-MOST_FINDINGS),
  };
}

const idle: Activity = { last: '', kind: 'other', tools: 0, toolMs: 0, edited: [], ids: nothingSeen };

function toolUsed(view: View, event: EventOf<'tool.used'>): View {
  const key = event.storyId ? attemptKey(event.storyId, event.attempt ?? 0) : event.phase;
  const before = rowOf(view.activity, key) ?? idle;
  if (placeOf(before.ids, event.id) !== undefined) return view;
  const edited =
    event.kind === 'edit' && event.ok && !before.edited.includes(event.target)
      ? [...before.edited, event.target]
      : before.edited;
  const activity: Activity = {
    last: event.target,
    kind: event.kind,
    tools: before.tools + 1,
    toolMs: before.toolMs + event.ms,
    edited,
    ids: withSeen(before.ids, event.id),
  };
  return { ...view, activity: withRow(view.activity, key, activity), unread: withDigest(view, event) };
}

/** What was read or searched waits for the Librarian, unless somebody found the same before. */
function withDigest(
  view: View,
  { id, kind, ok, digest, target, ...event }: EventOf<'tool.used'>,
): View['unread'] {
  if (!digest || !ok || (kind !== 'read' && kind !== 'search')) return view.unread;
  const known = (text: string) => text === digest;
  if (view.findings.some(({ text }) => known(text)) || view.unread.some((one) => known(one.digest)))
    return view.unread;
  const { phase, storyId, attempt } = event;
  const source = {
    phase,
    ...(storyId === undefined ? {} : { storyId }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(kind === 'read' ? { path: target } : {}),
  };
  return [...view.unread, { id, source, digest }];
}

const noTokens: Tokens = { input: 0, cacheWrite: 0, cacheRead: 0, output: 0, reasoning: 0 };

export const addTokens = (a: Tokens, b: Tokens): Tokens => ({
  input: a.input + b.input,
  cacheWrite: a.cacheWrite + b.cacheWrite,
  cacheRead: a.cacheRead + b.cacheRead,
  output: a.output + b.output,
  reasoning: a.reasoning + b.reasoning,
});

function usageRecorded(view: View, event: EventOf<'usage.recorded'>): View {
  const key = ledgerKey(event.phase, event.storyId, event.attempt);
  const before: Ledger = rowOf(view.books, key) ?? {
    phase: event.phase,
    storyId: event.storyId,
    attempt: event.attempt,
    route: event.route,
    model: event.model,
    requests: 0,
    tokens: noTokens,
    billedUsd: 0,
    coveredUsd: 0,
    unclearUsd: 0,
    unknown: 0,
    atMostUsd: 0,
    ms: 0,
    firstTokenMs: [],
    ids: nothingSeen,
  };
  if (placeOf(before.ids, event.id) !== undefined) return view;
  const usd = event.usd ?? 0;
  const ledger: Ledger = {
    ...before,
    route: event.route,
    model: event.model,
    requests: before.requests + event.requests,
    tokens: event.tokens ? addTokens(before.tokens, event.tokens) : before.tokens,
    billedUsd: before.billedUsd + (event.billing === 'billed' ? usd : 0),
    coveredUsd: before.coveredUsd + (event.billing === 'subscription' ? usd : 0),
    unclearUsd: before.unclearUsd + (event.billing === 'unknown' ? usd : 0),
    unknown: before.unknown + (event.usd === null ? event.requests : 0),
    atMostUsd: before.atMostUsd + (event.usd === null ? (event.atMostUsd ?? 0) : 0),
    ms: before.ms + event.ms,
    firstTokenMs:
      event.firstTokenMs === null ? before.firstTokenMs : [...before.firstTokenMs, event.firstTokenMs],
    ids: withSeen(before.ids, event.id),
  };
  return { ...view, books: withRow(view.books, key, ledger) };
}
