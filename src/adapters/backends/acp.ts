import { basename } from 'node:path';
import type { Backend, Outcome, Progress, ThinkRequest } from '../../engine/backend.ts';
import { type Talk, talk } from './acp-talk.ts';
import { wireTo } from './acp-wire.ts';
import { cliEnvironment } from './cli-environment.ts';
import type { CliOptions } from './cli-options.ts';
import { endedWithout } from './cli-trouble.ts';
import { stopped } from './failure.ts';
import { guarded } from './guarded.ts';
import { queue } from './queue.ts';
import { scratch } from './scratch.ts';

/** How long an agent that was told to stop may take to say so. */
const CANCEL_MS = 1_000;

/**
 * Any agent that speaks the Agent Client Protocol on stdin and stdout, one process a question. It asks before it
 * acts if it is a well-behaved one; where it can be put into a reading mode, a question that only reads does so.
 */
export const acp = (options: CliOptions): Backend => guarded('acp', think, options);

async function* think<T>(
  request: ThinkRequest<T>,
  options: CliOptions,
): AsyncGenerator<Progress, Outcome<T>> {
  await request.permit();
  if (request.abort.aborted) return stopped;
  await using own = await scratch();
  const { command } = options;
  const name = basename(command[0] ?? '').replace(/\.\w+$/, '');
  const folder = request.folder ?? own.folder;
  const cancelled = new AbortController();
  let cancelling: NodeJS.Timeout | undefined;
  const cancel = () => {
    cancelling = setTimeout(() => cancelled.abort(), options.graceMs ?? CANCEL_MS);
  };
  request.abort.addEventListener('abort', cancel, { once: true });
  const wire = wireTo(command, {
    folder,
    env: cliEnvironment(request, options, [`${name.toUpperCase().replace(/\W/g, '_')}_*`]),
    silenceMs: request.limits.silenceMs,
    totalMs: request.limits.totalMs,
    abort: cancelled.signal,
    ...(options.graceMs === undefined ? {} : { graceMs: options.graceMs }),
  });
  const facts = queue<Progress>();
  const talking: Promise<Talk<T>> = talk({ request, folder, name, stream: wire.stream, tell: facts.push })
    .catch((error) => ({ broken: error instanceof Error ? error.message : `${error}` }))
    .finally(facts.close);
  try {
    yield* facts;
    const end = await talking;
    if ('outcome' in end) return end.outcome;
    const ended = await wire.close();
    if (request.abort.aborted) return stopped;
    if (ended && ended.cut !== 'abort') return endedWithout(name, ended, new Date());
    return { ok: false, kind: 'provider', trouble: 'bad-response', reason: `${name}: ${end.broken}` };
  } finally {
    clearTimeout(cancelling);
    request.abort.removeEventListener('abort', cancel);
    await wire.close();
  }
}
