import { randomUUID } from 'node:crypto';
import type { Backend, Outcome, Progress, ThinkRequest } from '../../engine/backend.ts';
import { type ClaudeFiles, KEYLESS_SHELL } from './claude-command.ts';
import { converse, type Unheard } from './claude-conversation.ts';
import type { CliOptions } from './cli-options.ts';
import { GO_ON, sessionIn } from './cli-session.ts';
import { stopped } from './failure.ts';
import { guarded } from './guarded.ts';
import { scratch } from './scratch.ts';

/** Claude Code, the person's own, one process a question. */
export const claude = (options: CliOptions): Backend => guarded('claude', think, options);

async function* think<T>(
  request: ThinkRequest<T>,
  options: CliOptions,
): AsyncGenerator<Progress, Outcome<T>> {
  await request.permit();
  if (request.abort.aborted) return stopped;
  await using own = await scratch();
  const files: ClaudeFiles = {
    shared: await own.write('shared.md', request.prompt.shared),
    shell: request.mode === 'work' ? await own.script('shell', KEYLESS_SHELL) : undefined,
  };
  const fresh = () => ({ id: randomUUID(), taken: false });
  const works = request.mode === 'work';
  let session = works ? (sessionIn(request.history, 'claude') ?? fresh()) : undefined;
  const unheard: Unheard = new Map();
  for (let silences = 0; ; ) {
    const end = yield* converse<T>({
      request,
      options,
      files,
      session,
      folder: request.folder ?? own.folder,
      prompt: session?.taken ? GO_ON : request.prompt.task,
      unheard,
    });
    if (end.why === 'no session' && session?.taken) session = fresh();
    // A silent CLI is asked once more, where it left off if it left a session.
    else if (end.why === 'silence' && silences++ === 0) session = session && { id: session.id, taken: true };
    else return end.outcome;
  }
}
