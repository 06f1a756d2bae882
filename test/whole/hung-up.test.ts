import { expect, test } from 'vitest';
import { until } from '../support/until.ts';
import { ends } from './rig/baro.ts';
import { eventsOf } from './rig/entries.ts';
import { processesIn } from './rig/processes.ts';
import { scripted, smallPlan, smallRepository } from './rig/small-run.ts';
import { hasTerminals, onTerminal } from './rig/terminal.ts';
import { world } from './rig/world.ts';

test.skipIf(process.platform === 'win32')(
  'a run that has no terminal goes on when one is hung up',
  async () => {
    const place = world(smallRepository);
    const { process: baro, ended } = place.start([
      ...scripted(place.folder),
      '--local-only',
      '--yes',
      smallPlan.goal,
    ]);
    await until(() => place.runs().length > 0 && eventsOf(place.log(), 'run.requested').length > 0);
    baro.kill('SIGHUP');
    baro.kill('SIGHUP');
    ends(0, await ended);
    expect(eventsOf(place.log(), 'run.completed')).toMatchObject([{ outcome: 'done' }]);
  },
);

test.runIf(hasTerminals)('a run at a terminal stops with it, and can be resumed', async () => {
  const place = world(smallRepository);
  const baro = onTerminal(place, [...scripted(place.folder), '--local-only', smallPlan.goal]);
  await baro.shows('or say what should be different: ');
  const own = processesIn(place.env['HOME'] ?? '').filter(({ command }) => /^\S*node /.test(command));
  for (const { pid } of own) process.kill(pid, 'SIGHUP');
  expect(await baro.status).toBe(130);
  expect(baro.said()).toContain('`baro resume` goes on from here');
  ends(0, await place.baro(['resume', '--yes']));
});
