import { answerIntent, planEvents } from '../../../src/model/answer-intent.ts';
import type { Entry } from '../../../src/model/events.ts';
import { evolve } from '../../../src/model/evolve.ts';
import { viewOf } from '../../../src/model/folding.ts';
import {
  type Answers,
  type HostMessage,
  type LogKind,
  type LogLine,
  type Request,
  WebviewMessage,
} from '../../../src/model/protocol.ts';
import { nextVersion } from '../../../src/model/questions.ts';
import { MOST_MESSAGE_BYTES } from '../../../src/model/size.ts';
import { SCENARIOS } from './scenarios.ts';
import { FLASH, PRO } from './story-teller.ts';

/*
 * The extension host's side of the protocol, in the page itself: entries of a scenario, intents answered by the
 * model, logs and diffs made up. Every message of the dashboard is checked as the real host would.
 */

const query = new URLSearchParams(location.search);
const scenario = query.get('scenario') ?? 'mid-run';
const live = query.get('live') !== 'no';
let logLines = Number(query.get('log') ?? 400);

// The page's clock may have been set by a test; the scenario ends now.
const entries: Entry[] = (SCENARIOS[scenario] ?? SCENARIOS['mid-run'])?.(Date.now()) ?? [];
let view = viewOf(entries);
const said: WebviewMessage[] = [];
let snapshots = 0;

const post = (message: HostMessage) => window.postMessage(message, '*');

function inParts(send: (part: number, parts: number, json: string) => void, value: unknown): void {
  const json = JSON.stringify(value);
  const size = MOST_MESSAGE_BYTES / 4;
  const parts = Math.max(1, Math.ceil(json.length / size));
  for (let part = 0; part < parts; part++) send(part, parts, json.slice(part * size, (part + 1) * size));
}

function sendSnapshot(): void {
  const snapshot = ++snapshots;
  const estimate = {
    minutes: { low: 11, high: 16 },
    usd: { low: 0.03, high: 0.09 },
    basis: 'tiers' as const,
  };
  inParts((part, parts, json) => post({ type: 'snapshot', snapshot, part, parts, json }), {
    view,
    live,
    ...(live ? {} : { readOnlyBecause: 'Another window runs this; here you can only watch.' }),
    ...(view.phase.approved === 0 && view.phase.proposed ? { estimate } : {}),
  });
}

/** What happened, as the host knows it at once; the dashboard hears of it when the answer is called. */
function happened(by: string, ...events: Entry['event'][]): () => void {
  const added = events.map((event, i) => ({
    seq: entries.length + 1 + i,
    at: new Date().toISOString(),
    by,
    event,
  }));
  for (const entry of added) {
    entries.push(entry);
    view = evolve(view, entry);
  }
  return () => {
    if (view.run) post({ type: 'appended', runId: view.run.id, entries: added });
  };
}

const append = (...events: Entry['event'][]) => happened('person', ...events)();

/** The planner's next version of the plan, in which every title ends so. */
function replanned(end: string): () => void {
  const { run, phase } = view;
  if (!run || !phase.proposed) throw new Error('there is no plan yet');
  const stories = phase.proposed.stories.map((story) => ({ ...story, title: `${story.title}${end}` }));
  return happened(
    'planner',
    ...planEvents({ ...phase.proposed, goal: run.goal, stories }, nextVersion(view)),
  );
}

const KINDS: LogKind[] = ['text', 'tool', 'output', 'output', 'output', 'note'];
const TEXTS: Record<LogKind, string> = {
  text: 'The service checks capacity on create only; update() must go through the same rule.',
  tool: 'edit src/reservations/reservations.service.ts',
  output: ' \u001b[32m✓\u001b[0m reservations.service.spec.ts \u001b[2m(12 tests)\u001b[0m 148ms',
  note: 'handed over: diff, test output and verdict of attempt 1',
  error: 'Error: expected 400 "Bad Request", got 200 "OK"',
};
const line = (n: number): LogLine => {
  const kind = n % 37 === 36 ? 'error' : (KINDS[n % KINDS.length] ?? 'text');
  return {
    n,
    at: new Date(0).toISOString(),
    kind,
    text: kind === 'output' ? `${TEXTS[kind]} #${n}` : TEXTS[kind],
  };
};

const PATCH = `@@ -84,9 +84,14 @@ export class ReservationsService {
   async create(dto: CreateReservation): Promise<Reservation> {
     const table = await this.tables.get(dto.tableId);
     assertCapacity(table, dto.partySize);
+    // Half-open: a reservation may start when another ends.
+    if (await this.overlaps(dto)) throw new ConflictException('taken');
     return this.repository.save(dto);
   }
@@ -129,5 +134,8 @@ export class ReservationsService {
   async update(id: string, dto: UpdateReservation): Promise<Reservation> {
-    return this.repository.save({ id, ...dto });
+    const table = await this.tables.get(dto.tableId);
+    assertCapacity(table, dto.partySize);
+    const next = { id, ...dto, updatedAt: new Date() };
+    return this.repository.save(next);
   }
`;

function answer(request: Request): Answers[Request['type']] {
  switch (request.type) {
    case 'log': {
      const from = Math.min(request.from, logLines);
      const many = Math.max(0, Math.min(request.count, logLines - from));
      return { total: logLines, from, lines: Array.from({ length: many }, (_, i) => line(from + i)) };
    }
    case 'search': {
      const lines: number[] = [];
      for (let n = 0; n < logLines && lines.length < 5000; n++) {
        const { kind, text } = line(n);
        if (
          (!request.kind || kind === request.kind) &&
          text.toLowerCase().includes(request.text.toLowerCase())
        )
          lines.push(n);
      }
      return { lines, more: lines.length === 5000 };
    }
    case 'diff':
      return {
        from: 'a'.repeat(40),
        to: 'b'.repeat(40),
        files: [
          {
            path: 'src/reservations/reservations.service.ts',
            status: 'changed',
            added: 6,
            removed: 1,
            patch: PATCH,
            cut: false,
          },
          {
            path: 'test/reservations/reservations.service.spec.ts',
            status: 'added',
            added: 3,
            removed: 0,
            patch:
              "@@ -0,0 +1,3 @@\n+it('caps the party size on update', async () => {\n+  await expect(service.update('r1', { partySize: 9 })).rejects.toThrow(/capacity/);\n+});\n",
            cut: false,
          },
        ],
        more: 0,
      };
    case 'entries':
      return { entries: entries.slice(request.from - 1, request.to) };
    case 'runs':
      return {
        runs: [
          {
            id: view.run?.id ?? 'r1',
            goal: view.run?.goal ?? '',
            state: 'running',
            startedAt: view.run?.requestedAt ?? new Date().toISOString(),
            stories: 10,
            integrated: 5,
            cost: '$0.021',
          },
          {
            id: 'r2',
            goal: 'Cap the upload size and say so in the API’s answer',
            state: 'done',
            startedAt: new Date(Date.now() - 86_400_000).toISOString(),
            stories: 4,
            integrated: 4,
            cost: '$0.014',
          },
          {
            id: 'r3',
            goal: 'Replace the session store',
            state: 'partly done',
            startedAt: new Date(Date.now() - 190_400_000).toISOString(),
            stories: 12,
            integrated: 9,
            cost: '$0.31 · $1.20 on subscription',
          },
        ],
      };
    case 'routes':
      return {
        routes: [
          { route: FLASH, label: 'deepseek-v4-flash', ready: true },
          { route: PRO, label: 'deepseek-v4-pro', ready: true },
          {
            route: { backend: 'claude', model: 'claude-sonnet-5-5' },
            label: 'claude · sonnet 5.5',
            ready: true,
          },
          {
            route: { backend: 'codex', model: 'gpt-5.5', effort: 'high' },
            label: 'codex · gpt-5.5, high',
            ready: false,
            why: 'not signed in',
          },
        ],
      };
  }
}

function hear(value: unknown): void {
  const message = WebviewMessage.parse(value);
  said.push(message);
  if (message.type === 'ready') sendSnapshot();
  if (message.type === 'request')
    inParts(
      (part, parts, json) => post({ type: 'answer', id: message.id, part, parts, json }),
      answer(message.request),
    );
  if (message.type === 'intent') {
    const done = answerIntent(view, message.intent);
    if ('refused' in done) post({ type: 'refused', intent: message.intent.type, reason: done.refused });
    else append(...done.events);
  }
}

let kept: unknown = JSON.parse(query.get('state') ?? 'null');
Object.assign(globalThis, {
  acquireVsCodeApi: () => ({
    // As between two processes: what is sent is copied, and arrives later.
    postMessage: (message: unknown) => {
      const copy: unknown = structuredClone(message);
      setTimeout(() => hear(copy), 0);
    },
    getState: () => kept,
    setState: (state: unknown) => (kept = state),
  }),
  fakeHost: {
    begun: performance.now(),
    said,
    append,
    replanned,
    post,
    sendSnapshot,
    kept: () => kept,
    view: () => view,
    entries,
    write: (lines: number) => (logLines += lines),
  },
});
