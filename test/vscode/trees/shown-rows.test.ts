import { beforeEach, expect, test } from 'vitest';
import type { Row } from '../../../src/vscode/trees/row.ts';
import { ShownRows } from '../../../src/vscode/trees/shown-rows.ts';
import { standingClock } from '../../support/standing-clock.ts';

let clock: ReturnType<typeof standingClock>;
let state: string;
let asked: number;
/** What the tree shows, as VS Code has it. */
let shown: string | undefined;
let rows: ShownRows;

const row = (label: string): Row => ({ id: 'a', label, icon: 'beaker', kind: 'story', about: {} });

/** VS Code asks at once, and again when 200 ms have gone by in which nothing was told. */
function treeOfVsCode(ask: () => void): () => void {
  let calm: (() => void) | undefined;
  let more = false;
  return () => {
    if (calm) {
      calm();
      more = true;
    } else ask();
    calm = clock.later(200, () => {
      calm = undefined;
      if (more) ask();
      more = false;
    });
  };
}

beforeEach(() => {
  clock = standingClock();
  state = 'running';
  asked = 0;
  shown = undefined;
  const ask = () => {
    asked++;
    shown = rows.take()[0]?.label;
  };
  const tell = treeOfVsCode(ask);
  rows = new ShownRows({ rows: () => [row(state)], tell, clock });
  ask();
  rows.see(true);
});

test('a tree shows what is true within half a second, however often it changes', () => {
  for (let at = 0; at < 10_000; at += 100) {
    state = `running, ${at}`;
    rows.look();
    clock.go(100);
    expect(at - Number(shown?.split(', ')[1] ?? 0)).toBeLessThan(500);
  }
  state = 'verifying';
  rows.look();
  clock.go(500);
  expect(shown).toBe('verifying');
});

test('a tree is not asked for rows that it shows already', () => {
  for (let at = 0; at < 5000; at += 100) {
    rows.look();
    clock.go(100);
  }
  expect(asked).toBe(1);
});

test('nothing is worked out for a tree that nobody sees; what it missed it shows when it is seen again', () => {
  let worked = 0;
  const hidden = new ShownRows({ rows: () => [row(String(++worked))], tell: () => hidden.take(), clock });
  for (let at = 0; at < 5000; at += 100) {
    hidden.look();
    clock.go(100);
  }
  expect(worked).toBe(0);

  rows.see(false);
  state = 'integrated';
  rows.look();
  clock.go(1000);
  expect(shown).toBe('running');
  rows.see(true);
  clock.go(1000);
  expect(shown).toBe('integrated');
});
