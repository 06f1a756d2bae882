import { isWhole } from '../model/questions.ts';
import type { OwnedRun } from './owned-run.ts';
import { fromLog, pastRuns } from './past-runs.ts';
import { runsFolder, type Site } from './site.ts';
import { stopRun } from './stop-run.ts';

const standings = fromLog((view) => {
  const { run, ending, brakes } = view;
  return {
    race: run?.options.race,
    wholeAt: isWhole(view) ? ending.verifiedAt : undefined,
    runs: !ending.completed && !brakes.stopped && brakes.lostTo === undefined,
  };
});

/**
 * The first run of a race that has everything on its branch, verified, stops the others, wherever they run. Which one
 * that is follows from their logs, so that several processes come to one answer, and a winner that was killed stops the
 * others when it is resumed. One that has lost and is resumed is left alone: the person wants both.
 */
export function joinRace(
  site: Site,
  race: string,
  run: Pick<OwnedRun, 'id' | 'view' | 'watch'>,
  log: (line: string) => void,
): void {
  const finish = async () => {
    const field = (await pastRuns(site, standings)).filter(({ value }) => value.race === race);
    const place = ({ id, value }: (typeof field)[number]) => `${value.wholeAt} ${id}`;
    const [winner] = field
      .filter(({ value }) => value.wholeAt !== undefined)
      .toSorted((a, b) => place(a).localeCompare(place(b)));
    if (!winner) return;
    const losers = field.filter(({ id, value }) => id !== winner.id && value.runs);
    // at once: an owner that takes its time keeps no other from being asked
    const stops = await Promise.all(losers.map(({ id }) => stopRun(runsFolder(site), id, winner.id)));
    for (const { ok, said } of stops) if (!ok) log(said);
  };
  const settle = () => void finish().catch((error) => log(`The race cannot be ended: ${error}`));
  run.watch(({ event }) => {
    if (event.type === 'run.verified' && event.ok) settle();
  });
  if (isWhole(run.view())) settle();
}
