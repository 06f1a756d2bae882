import type { EventOf, Tokens } from './events.ts';
import { formatRoute } from './route.ts';
import { nothingSeen, withSeen } from './seen.ts';
import { clip } from './size.ts';
import { changeRow } from './table.ts';
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
  const activity = changeRow(view.activity, key, (before = idle): Activity | undefined => {
    const ids = withSeen(before.ids, event.id);
    if (!ids) return undefined;
    const { target, kind } = event;
    const isNew = kind === 'edit' && event.ok && !before.edited.includes(target);
    return {
      last: target,
      kind,
      tools: before.tools + 1,
      toolMs: before.toolMs + event.ms,
      edited: isNew ? [...before.edited, target] : before.edited,
      ids,
    };
  });
  if (activity === view.activity) return view;
  return event.digest ? { ...view, activity, unread: withDigest(view, event) } : { ...view, activity };
}

/** What was read or searched waits for the Librarian, unless somebody found the same before. */
function withDigest({ unread, findings }: View, event: EventOf<'tool.used'>): View['unread'] {
  const { id, kind, ok, digest, target, phase, storyId, attempt } = event;
  if (!digest || !ok || (kind !== 'read' && kind !== 'search')) return unread;
  const path = kind === 'read' ? target : undefined;
  const text = findingText(path, digest);
  if (findings.some((one) => one.text === text)) return unread;
  if (unread.some((one) => findingText(one.source.path, one.digest) === text)) return unread;
  const source = {
    phase,
    ...(storyId === undefined ? {} : { storyId }),
    ...(attempt === undefined ? {} : { attempt }),
    ...(path === undefined ? {} : { path }),
  };
  return [...unread, { id, source, digest }];
}

/** What a finding says of what was read at a path, or searched. */
export const findingText = (path: string | undefined, digest: string) =>
  clip(path === undefined ? digest : `${path}: ${digest}`, 600);

/** Of so many requests of an attempt, the latest, the time to the first token is kept. */
const MOST_TIMES = 100;

const noTokens: Tokens = { input: 0, cacheWrite: 0, cacheRead: 0, output: 0, reasoning: 0 };

export const addTokens = (a: Tokens, b: Tokens): Tokens => ({
  input: a.input + b.input,
  cacheWrite: a.cacheWrite + b.cacheWrite,
  cacheRead: a.cacheRead + b.cacheRead,
  output: a.output + b.output,
  reasoning: a.reasoning + b.reasoning,
});

function usageRecorded(view: View, event: EventOf<'usage.recorded'>): View {
  // What is about no story may be asked on several routes.
  const key =
    event.storyId === undefined
      ? `${event.phase} ${formatRoute(event.route)}`
      : ledgerKey(event.phase, event.storyId, event.attempt ?? 0);
  const books = changeRow(view.books, key, (before = emptyLedger(event)): Ledger | undefined => {
    const ids = withSeen(before.ids, event.id);
    if (!ids) return undefined;
    const { route, model, tokens, requests, billing, firstTokenMs } = event;
    const usd = event.usd ?? 0;
    return {
      ...before,
      route,
      model,
      requests: before.requests + requests,
      tokens: tokens ? addTokens(before.tokens, tokens) : before.tokens,
      billedUsd: before.billedUsd + (billing === 'billed' ? usd : 0),
      coveredUsd: before.coveredUsd + (billing === 'subscription' ? usd : 0),
      unclearUsd: before.unclearUsd + (billing === 'unknown' ? usd : 0),
      unknown: before.unknown + (event.usd === null ? requests : 0),
      atMostUsd: before.atMostUsd + (event.usd === null ? (event.atMostUsd ?? 0) : 0),
      ms: before.ms + event.ms,
      firstTokenMs:
        firstTokenMs === null
          ? before.firstTokenMs
          : [...before.firstTokenMs.slice(-MOST_TIMES + 1), firstTokenMs],
      ids,
    };
  });
  return books === view.books ? view : { ...view, books };
}

const emptyLedger = ({ phase, storyId, attempt, route, model }: EventOf<'usage.recorded'>): Ledger => ({
  ...{ phase, storyId, attempt, route, model },
  ...{ requests: 0, tokens: noTokens, billedUsd: 0, coveredUsd: 0, unclearUsd: 0, unknown: 0, atMostUsd: 0 },
  ...{ ms: 0, firstTokenMs: [], ids: nothingSeen },
});
