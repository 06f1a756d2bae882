import type { Answers, Request } from '../../model/protocol.ts';
import type { HeldRun, WindowRuns } from '../window-runs.ts';
import type { Feed } from './feed.ts';

/** Answers what the dashboard asked for; a failure is an answer too. */
export async function answerRequest(
  held: HeldRun,
  { id, request }: { readonly id: number; readonly request: Request },
  runs: Pick<WindowRuns, 'list' | 'routes'>,
  feed: Pick<Feed, 'answer' | 'send'>,
): Promise<void> {
  try {
    feed.answer(id, await answerOf(held, request, runs));
  } catch (error) {
    feed.send({ type: 'failed', id, problem: error instanceof Error ? error.message : String(error) });
  }
}

/** As many entries as the timeline asks for at once are a few messages; the rest it asks for again. */
const MOST_ENTRIES = 2000;

async function answerOf(
  { run, folder }: HeldRun,
  request: Request,
  runs: Pick<WindowRuns, 'list' | 'routes'>,
): Promise<Answers[Request['type']]> {
  switch (request.type) {
    case 'log':
      return run.log(request.storyId, request.attempt, request.from, request.count);
    case 'search':
      return run.search(request.storyId, request.attempt, request.text, request.kind);
    case 'diff':
      return run.diff(request.storyId, request.attempt);
    case 'entries':
      return {
        entries: await run.entries(request.from, Math.min(request.to, request.from + MOST_ENTRIES - 1)),
      };
    case 'runs':
      return { runs: await runs.list(folder) };
    case 'routes':
      return { routes: await runs.routes(folder) };
  }
}
