import type { Participant } from '../engine/participant.ts';
import type { Repository } from '../engine/ports.ts';

/** Maps the repository at the base commit: languages, commands, conventions, layout. */
export const cartographer = ({ map }: Pick<Repository, 'map'>): Participant => ({
  name: 'cartographer',
  reads: ({ run, phase }) => [run, phase],
  *work({ run, phase }) {
    if (!run || phase.map || phase.refused) return;
    yield {
      key: 'map',
      async *run({ abort }) {
        yield { type: 'repository.mapped', map: await map(run.base.commit, abort) };
      },
      failed: (reason) => ({ type: 'plan.refused', reason: `The repository could not be mapped: ${reason}` }),
    };
  },
});
