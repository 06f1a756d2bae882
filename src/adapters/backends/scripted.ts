import { setTimeout } from 'node:timers/promises';
import type { Backend, Labels, Outcome, Progress, ThinkRequest } from '../../engine/backend.ts';
import type { RunCommand } from '../../engine/ports.ts';
import { coalesced, idsOf } from './labels.ts';
import { orAborted } from './or-aborted.ts';
import { entryFor, parseScript, type Script, type ScriptEntry } from './script.ts';
import { toolsOf } from './tools/all.ts';
import type { Place } from './tools/tool.ts';
import { takenUp } from './transcript.ts';
import { useTools } from './use-tools.ts';

export type ScriptedDeps = {
  /** The text of the script, a JSON file. */
  readonly read: () => Promise<string>;
  readonly runCommand: RunCommand;
  readonly now?: () => number;
};

/**
 * A backend that knows beforehand what it will say. It asks nobody and costs nothing; its tools, its worktrees and
 * what becomes of them are real. The demo runs on it, and so do the tests of whole runs.
 */
export function scripted({ read, runCommand, now = () => performance.now() }: ScriptedDeps): Backend {
  let script: Promise<Script | { readonly problem: string }> | undefined;
  const asked = new Map<string, number>();

  return {
    name: 'scripted',
    async *think<T>(request: ThinkRequest<T>): AsyncGenerator<Progress, Outcome<T>> {
      try {
        script ??= read().then(parseScript);
        const read_ = await script;
        if ('problem' in read_) return failed('internal', read_.problem);
        const { labels } = request;
        const entry = entryFor(read_, labels);
        if (!entry) return failed('agent', `the script "${read_.title}" has no answer for ${named(labels)}`);
        const scope = idsOf(labels);
        const times = (asked.get(named(labels)) ?? 0) + 1;
        asked.set(named(labels), times);
        const stopped = yield* play(request, entry, read_.pace, { runCommand, now, scope });
        yield {
          type: 'usage',
          id: scope(`scripted-${times}`),
          model: 'scripted',
          tokens: entry.usage ?? null,
          usd: 0,
          billing: 'unknown',
          requests: 0,
          ms: 0,
          firstTokenMs: null,
        };
        return stopped ?? outcome(request, entry);
      } catch (error) {
        return failed(
          'internal',
          `the script could not be played: ${error instanceof Error ? error.message : error}`,
        );
      }
    },
  };
}

type Stage = {
  readonly runCommand: RunCommand;
  readonly now: () => number;
  readonly scope: (id: string) => string;
};

/** Plays the steps that an interrupted run of the same question has not played yet. */
async function* play<T>(
  request: ThinkRequest<T>,
  { steps }: ScriptEntry,
  pace: number,
  { runCommand, now, scope }: Stage,
): AsyncGenerator<Progress, Outcome<T> | undefined> {
  const { abort, labels, limits, mode, signal, transcript } = request;
  const tools = new Map(toolsOf[mode].map((tool) => [tool.spec.name, tool]));
  const output = coalesced((text) => signal({ type: 'output', labels, text }), now);
  const place: Place = {
    folder: request.folder ?? '',
    env: request.env,
    abort,
    runCommand,
    silenceMs: limits.silenceMs,
    timeLeft: () => limits.totalMs,
    output: output.add,
  };
  const played = takenUp(request).filter(({ role }) => role === 'assistant').length;
  for (const [at, step] of steps.entries()) {
    if (at < played) continue;
    if (at > 0 && pace) await setTimeout(pace, undefined, { signal: abort }).catch(() => {});
    if (!abort.aborted) await orAborted(request.permit(), abort);
    if (abort.aborted) return failed('interrupted', 'it was stopped');
    for (const { id, text } of request.inbox()) {
      transcript({ role: 'user', text });
      yield { type: 'delivered', id };
    }
    if ('say' in step && typeof step.say === 'string') {
      signal({ type: 'text', labels, text: step.say });
      transcript({ role: 'assistant', text: step.say, calls: [] });
      continue;
    }
    const { tool: name, ...args } = step as { readonly tool: string };
    const tool = tools.get(name);
    const prepared = tool?.prepare(args) ?? { problem: `there is no tool ${name} in ${mode} mode` };
    if (!tool || 'problem' in prepared)
      return failed(
        'agent',
        `the script for ${named(labels)}, step ${at + 1}: ${'problem' in prepared ? prepared.problem : ''}`,
      );
    const call = { id: `step-${at + 1}`, name, args: JSON.stringify(args) };
    transcript({ role: 'assistant', text: '', calls: [call] });
    const results = yield* useTools([{ call, kind: tool.kind, prepared }], place, { now }, scope);
    output.flush();
    transcript({ role: 'tool', results });
  }
  return abort.aborted ? failed('interrupted', 'it was stopped') : undefined;
}

function outcome<T>(request: ThinkRequest<T>, entry: ScriptEntry): Outcome<T> {
  if (entry.fail) return failed(entry.fail.kind, entry.fail.reason);
  if (request.mode === 'work') return { ok: true, value: (entry.finish ?? 'done as scripted') as T };
  const judged = request.answer?.parse(entry.answer);
  if (judged && 'value' in judged) return { ok: true, value: judged.value };
  return failed(
    'agent',
    `the script's answer for ${named(request.labels)} does not fit: ${judged?.problem ?? 'no shape'}`,
  );
}

const named = ({ phase, storyId, attempt }: Labels) =>
  [`the ${phase} phase`, storyId && `story ${storyId}`, attempt && `attempt ${attempt}`]
    .filter(Boolean)
    .join(', ');

const failed = (kind: 'agent' | 'interrupted' | 'internal' | ScriptEntryFailure, reason: string) =>
  ({ ok: false, kind, reason }) as const;

type ScriptEntryFailure = NonNullable<ScriptEntry['fail']>['kind'];
