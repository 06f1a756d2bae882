import type { ToolKind as AcpKind, SessionUpdate, ToolCallUpdate } from '@agentclientprotocol/sdk/unstable';
import type { Progress, ThinkRequest } from '../../engine/backend.ts';
import { clip } from '../../model/size.ts';
import { digestOf, shownPath, shownText, type ToolKind } from './cli-tools.ts';
import { coalesced } from './labels.ts';

const MOST_KEPT = 64 * 1024;

const KINDS: Readonly<Partial<Record<AcpKind, ToolKind>>> = {
  read: 'read',
  search: 'search',
  edit: 'edit',
  delete: 'edit',
  move: 'edit',
  execute: 'run',
};

/** Follows a session's updates: the agent's last words, its tools, and what it says they cost. */
export function acpFacts(
  {
    folder,
    labels,
    signal,
    transcript,
  }: Pick<ThinkRequest<unknown>, 'folder' | 'labels' | 'signal' | 'transcript'>,
  ids: (id: string) => string,
  tell: (fact: Progress) => void,
) {
  const open = new Map<string, { call: ToolCallUpdate; since: number }>();
  const now = () => performance.now();
  const shown = coalesced((text) => signal({ type: 'text', labels, text }), now);
  const told = new Set<string>();
  let words = '';
  let begun = false;
  let usd: number | undefined;

  const settle = () => {
    shown.flush();
    if (words) transcript({ role: 'assistant', text: clip(words, MOST_KEPT), calls: [] });
  };

  const finished = ({ call, since }: { call: ToolCallUpdate; since: number }) => {
    const kind = KINDS[call.kind ?? 'other'] ?? 'other';
    const target = targetOf(call, kind, folder);
    const said = textIn(call);
    const ok = call.status === 'completed';
    const tool = call.name ?? call.kind ?? 'tool';
    const digest = ok ? digestOf(kind, target, said, folder) : undefined;
    const id = call.toolCallId;
    transcript({
      role: 'assistant',
      text: '',
      calls: [{ id, name: tool, args: clip(JSON.stringify(call.rawInput ?? {}), MOST_KEPT) }],
    });
    transcript({ role: 'tool', results: [{ id, name: tool, ok, text: clip(said, MOST_KEPT) }] });
    tell({
      type: 'tool',
      id: ids(id),
      tool,
      kind,
      target,
      ok,
      ms: Math.round(now() - since),
      ...(digest ? { digest } : {}),
    });
  };

  return {
    take(update: SessionUpdate): void {
      begun ||= /^(agent_|tool_)/.test(update.sessionUpdate);
      if (update.sessionUpdate === 'agent_message_chunk' && update.content.type === 'text') {
        words += update.content.text;
        shown.add(update.content.text);
      } else if (update.sessionUpdate === 'tool_call' || update.sessionUpdate === 'tool_call_update') {
        const known = open.get(update.toolCallId);
        if (!known) {
          // Words before a tool call are not the last ones.
          settle();
          words = '';
        }
        const { sessionUpdate: _, ...change } = update;
        const call = {
          call: { ...known?.call, ...stated(change) } as ToolCallUpdate,
          since: known?.since ?? now(),
        };
        open.set(update.toolCallId, call);
        if (call.call.status !== 'completed' && call.call.status !== 'failed') return;
        if (!told.has(update.toolCallId)) finished(call);
        told.add(update.toolCallId);
      } else if (update.sessionUpdate === 'usage_update' && update.cost?.currency === 'USD')
        usd = update.cost.amount;
    },
    /** The words since the last tool call, which begin anew. */
    lastWords(): string {
      settle();
      const last = words;
      words = '';
      begun = false;
      return last;
    },
    /** It has said or done something since it was last asked for its words. */
    begun: () => begun,
    /** What the session has cost so far, where the agent says so. */
    usd: () => usd,
  };
}

/** An update says only what is new. */
const stated = (change: ToolCallUpdate) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== null && value !== undefined));

function targetOf(
  { locations, rawInput, title }: ToolCallUpdate,
  kind: ToolKind,
  folder: string | undefined,
): string {
  const input = (typeof rawInput === 'object' && rawInput !== null ? rawInput : {}) as Record<
    string,
    unknown
  >;
  const { command, pattern } = input;
  if (kind === 'run' && typeof command === 'string') return shownText(folder, command);
  if (kind === 'search' && typeof pattern === 'string') return shownText(folder, pattern);
  const [place] = locations ?? [];
  return place ? shownPath(folder, place.path) : shownText(folder, title ?? '');
}

const textIn = ({ content }: ToolCallUpdate): string =>
  (content ?? [])
    .map((part) => (part.type === 'content' && part.content.type === 'text' ? part.content.text : ''))
    .join('\n');
