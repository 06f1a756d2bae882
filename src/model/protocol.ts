import * as z from 'zod';
import type { Entry } from './events.ts';
import { Intent } from './intents.ts';
import type { Route } from './route.ts';

/*
 * What the extension host and the dashboard say to each other. The host is trusted, so its messages are types
 * alone; what comes from the webview is checked by the host.
 */

export type HostMessage =
  /** A piece of a `Snapshot` as JSON text; the pieces of one `snapshot` number come in order. */
  | {
      readonly type: 'snapshot';
      readonly snapshot: number;
      readonly part: number;
      readonly parts: number;
      readonly json: string;
    }
  | { readonly type: 'appended'; readonly runId: string; readonly entries: readonly Entry[] }
  | { readonly type: 'signals'; readonly runId: string; readonly texts: readonly LiveText[] }
  /** The answer to a request, in pieces like a snapshot's: JSON of the request's own answer type. */
  | {
      readonly type: 'answer';
      readonly id: number;
      readonly part: number;
      readonly parts: number;
      readonly json: string;
    }
  | { readonly type: 'failed'; readonly id: number; readonly problem: string }
  /** An intent that could not be followed, with the sentence for the person. */
  | { readonly type: 'refused'; readonly intent: Intent['type']; readonly reason: string }
  /** Asks the dashboard to show something: a story that a notification or a tree named. */
  | { readonly type: 'reveal'; readonly storyId: string; readonly tab?: Tab }
  /** Asks it to approve the plan with the changes that it holds, as its own button does. */
  | { readonly type: 'approve-draft' };

export const TABS = ['overview', 'log', 'diff', 'attempts', 'message'] as const;
export type Tab = (typeof TABS)[number];

/** Where the dashboard starts from: the whole view, and what the entries do not say. */
export type Snapshot = {
  readonly view: unknown;
  /** False while another process owns the run, or it is only being looked at. */
  readonly live: boolean;
  readonly readOnlyBecause?: string;
  /** It was interrupted and nobody works on it: `resume` takes it over. */
  readonly interrupted?: boolean;
  /** Whether the whole repository's history is worth an estimate: dollars and minutes, low to high. */
  readonly estimate?: Estimate;
};

export type Estimate = {
  readonly minutes: { readonly low: number; readonly high: number };
  readonly usd: { readonly low: number; readonly high: number } | null;
  readonly basis: 'history' | 'tiers';
};

/** What an agent says or prints right now; droppable. */
export type LiveText = {
  readonly storyId?: string;
  readonly attempt?: number;
  readonly phase: string;
  readonly text: string;
};

/** What the agent says, what it does, what commands print, what Baro notes, what goes wrong. */
const LOG_KINDS = ['text', 'tool', 'output', 'note', 'error'] as const;
export type LogKind = (typeof LOG_KINDS)[number];

/** What the dashboard may ask the host for, and what each answer is. */
export const Request = z.discriminatedUnion('type', [
  /** Lines of an attempt's log. */
  z.object({
    type: z.literal('log'),
    storyId: z.string(),
    attempt: z.int(),
    from: z.int().min(0),
    count: z.int().min(1).max(2000),
  }),
  /** Line numbers of an attempt's log that hold the text, in any case of letters, and are of the kind. */
  z.object({
    type: z.literal('search'),
    storyId: z.string(),
    attempt: z.int(),
    text: z.string().max(200),
    kind: z.enum(LOG_KINDS).optional(),
  }),
  z.object({ type: z.literal('diff'), storyId: z.string(), attempt: z.int() }),
  /** Entries of the run, for the timeline. */
  z.object({ type: z.literal('entries'), from: z.int().min(1), to: z.int().min(1) }),
  z.object({ type: z.literal('runs') }),
  /** Routes a story may be run on. */
  z.object({ type: z.literal('routes') }),
]);
export type Request = z.infer<typeof Request>;

export type LogLine = {
  readonly n: number;
  readonly at: string;
  readonly kind: LogKind;
  readonly text: string;
};
export type LogPage = { readonly total: number; readonly from: number; readonly lines: readonly LogLine[] };
export type DiffFile = {
  readonly path: string;
  readonly status: 'added' | 'changed' | 'deleted' | 'renamed';
  /** Where a renamed file was. */
  readonly oldPath?: string;
  readonly added: number;
  readonly removed: number;
  /** The file's part of a unified diff, without its header lines; cut at a bound, then `cut` is true. */
  readonly patch: string;
  readonly cut: boolean;
};
export type RunSummary = {
  readonly id: string;
  readonly goal: string;
  readonly state: string;
  /** A sentence where its log cannot be read; then its state is `unreadable` and nothing else is known of it. */
  readonly problem?: string | undefined;
  readonly startedAt: string;
  readonly stories: number;
  readonly integrated: number;
  readonly cost: string;
  /** Names the race it is in. */
  readonly race?: string | undefined;
};
export type Answers = {
  log: LogPage;
  search: { readonly lines: readonly number[]; readonly more: boolean };
  diff: {
    readonly from: string;
    readonly to: string;
    readonly files: readonly DiffFile[];
    readonly more: number;
  };
  entries: { readonly entries: readonly Entry[] };
  runs: { readonly runs: readonly RunSummary[] };
  routes: {
    readonly routes: readonly {
      readonly route: Route;
      readonly label: string;
      readonly ready: boolean;
      readonly why?: string;
    }[];
  };
};

/** What the dashboard tells the host. */
export const WebviewMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** `runId` is the run that was shown when the person asked. */
  z.object({ type: z.literal('intent'), runId: z.string(), intent: Intent }),
  z.object({ type: z.literal('request'), id: z.int(), request: Request }),
  z.object({ type: z.literal('open-run'), runId: z.string().max(64) }),
  z.object({
    type: z.literal('open-diff'),
    storyId: z.string(),
    attempt: z.int(),
    path: z.string().optional(),
  }),
  z.object({ type: z.literal('open-link'), url: z.string().max(2000) }),
  z.object({ type: z.literal('selected'), storyId: z.string().optional() }),
  /** The version of a plan that is being changed, and is not saved; none is where it is left out. */
  z.object({
    type: z.literal('draft'),
    of: z.object({ runId: z.string().max(64), version: z.int() }).optional(),
  }),
  z.object({
    type: z.literal('command'),
    command: z.enum(['export', 'compare', 'run-plan-again', 'race-plan', 'run-goal']),
  }),
]);
export type WebviewMessage = z.infer<typeof WebviewMessage>;
