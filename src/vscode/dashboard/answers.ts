import type { Answers, Request } from '../../model/protocol.ts';
import type { HeldRun, WindowRuns } from '../window-runs.ts';
import type { Feed } from './feed.ts';

type Given = {
  readonly runs: Pick<WindowRuns, 'list' | 'routes'>;
  /** Where runs are looked for while none is shown. */
  readonly folder: () => string | undefined;
};

/** Answers what the dashboard asked for; a failure is an answer too. */
export async function answerRequest(
  held: HeldRun | undefined,
  { id, request }: { readonly id: number; readonly request: Request },
  given: Given,
  feed: Pick<Feed, 'answer' | 'send'>,
): Promise<void> {
  try {
    feed.answer(id, await answerOf(held, request, given));
  } catch (error) {
    feed.send({ type: 'failed', id, problem: error instanceof Error ? error.message : String(error) });
  }
}

/** As many entries as the timeline asks for at once are a few messages; the rest it asks for again. */
const MOST_ENTRIES = 2000;

async function answerOf(
  held: HeldRun | undefined,
  request: Request,
  { runs, folder }: Given,
): Promise<Answers[Request['type']]> {
  const where = held?.folder ?? folder();
  if (request.type === 'runs') return { runs: where === undefined ? [] : await runs.list(where) };
  if (request.type === 'routes') return { routes: where === undefined ? [] : await runs.routes(where) };
  if (!held) throw new Error('No run is shown.');
  const { run } = held;
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
  }
}
