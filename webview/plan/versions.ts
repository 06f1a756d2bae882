import type { Plan } from '../../src/model/plan.ts';
import type { PlanPhase, ProposedPlan } from '../../src/model/view.ts';
import type { Replay } from '../replay.svelte.ts';

/** The latest version of the plan that is wanted, read from the log of the run that is shown. */
export async function versionWhere(
  replay: Replay,
  wanted: (version: number) => boolean,
): Promise<ProposedPlan | undefined> {
  await replay.load();
  const { recording } = replay;
  const at = recording.entries.findLastIndex(({ event }) => 'version' in event && wanted(event.version));
  const found = recording.viewAfter(at + 1).phase.proposed;
  return found && wanted(found.version) ? found : undefined;
}

/** Whether the version that is proposed is the plan that a person sent, and no replan of it. */
export const isFrom = (sent: Plan, { proposed, changes }: PlanPhase): boolean =>
  proposed?.by === 'person' &&
  !changes.some(({ version }) => version === proposed.version) &&
  idsIn(proposed) === idsIn(sent);

const idsIn = ({ stories }: Pick<Plan, 'stories'>) =>
  stories
    .map(({ id }) => id)
    .sort()
    .join(' ');
