import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { viewOf } from '../../src/model/folding.ts';
import { watchRun } from '../../src/run/watched-run.ts';
import { briefOf, landed, logOf, over, plannedAt, requested } from '../support/made-up-log.ts';
import { storeRun } from '../support/stored-run.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

test('whoever watches a run is told of each entry once, in order, however the owner’s writes come in', async () => {
  const folder = temporaryFolder();
  const moments = [
    [0, requested()],
    ...plannedAt(1, 2, [briefOf('a')]),
    ...landed('a', { from: 3, to: 8 }),
    ...over(9),
  ] as const;
  const whole = logOf(...moments);
  storeRun(folder, 'r1', moments);
  const runFolder = join(folder, 'baro', 'runs', 'r1');
  const file = join(runFolder, 'log.jsonl');
  const [first = '', ...rest] = readFileSync(file, 'utf8').split(/(?<=\n)/);
  writeFileSync(file, first);
  const run = watchRun(runFolder, () => {});
  if ('problem' in run) throw new Error(run.problem);
  onTestFinished(() => run.close());
  const told: number[] = [];
  run.watch((entry, view) => {
    expect(view).toEqual(viewOf(whole.slice(0, entry.seq)));
    told.push(entry.seq);
  });
  for (const line of rest) {
    const middle = Math.floor(line.length / 2);
    appendFileSync(file, line.slice(0, middle));
    appendFileSync(file, line.slice(middle));
    if (told.length < 3) await until(() => run.entries().length === JSON.parse(line).seq);
  }
  await until(() => run.entries().length === whole.length);
  expect(run.entries()).toEqual(whole);
  expect(run.view()).toEqual(viewOf(whole));
  expect(told).toEqual(whole.slice(1).map(({ seq }) => seq));
});
