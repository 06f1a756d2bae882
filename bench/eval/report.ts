import { quantile } from '../../src/model/measure-use.ts';
import { formatCost, sumCost } from '../../src/model/money.ts';
import { formatDuration } from '../../src/model/pace.ts';
import { markdownTable } from '../../src/run/markdown-table.ts';
import type { Result } from './agents.ts';
import { criticFigures, type Judged } from './critic.ts';

export type Played = { readonly task: string; readonly baro: Result; readonly alone: Result };

/** What was seen, for a person, with how little it rests on. */
export function report(
  title: string,
  played: readonly Played[],
  judgements: readonly Judged[],
  repeat: number,
): string {
  return [
    `# Eval: ${title}`,
    ...(played.length > 0 ? [tasksPart(played, repeat)] : []),
    ...(judgements.length > 0 ? [criticPart(judgements)] : []),
  ].join('\n\n');
}

function tasksPart(played: readonly Played[], repeat: number): string {
  const total = (of: (one: Played) => Result) => {
    const results = played.map(of);
    const wall = quantile(
      results.map(({ wallMs }) => wallMs),
      0.5,
    );
    return [
      `${results.filter(({ passed }) => passed).length} of ${results.length}`,
      `${formatDuration(wall ?? 0)} (median)`,
      formatCost(sumCost(results.map(({ cost }) => cost))),
    ];
  };
  const cells = ({ passed, wallMs, cost }: Result) => [
    passed ? '✓' : '✗',
    formatDuration(wallMs),
    formatCost(cost),
  ];
  const reasons = played.flatMap(({ task, baro, alone }) => [
    ...(baro.why ? [`- ${task}, Baro: ${baro.why}`] : []),
    ...(alone.why ? [`- ${task}, one session: ${alone.why}`] : []),
  ]);
  return [
    '## Tasks with hidden tests',
    markdownTable([
      ['Task', 'Baro', 'Wall', 'Cost', 'One session', 'Wall', 'Cost'],
      ...played.map(({ task, baro, alone }) => [task, ...cells(baro), ...cells(alone)]),
      ['**all**', ...total(({ baro }) => baro), ...total(({ alone }) => alone)],
    ]),
    `n = ${played.length}${repeat > 1 ? ` (each task ${repeat} times)` : ''}: differences of one or two tasks are chance.`,
    ...(reasons.length > 0 ? [reasons.join('\n')] : []),
  ].join('\n\n');
}

function criticPart(judgements: readonly Judged[]): string {
  const { seeded, caught, pointed, clean, falselyBlocked, unanswered, cost } = criticFigures(judgements);
  const rows = judgements.map(({ task, bug, pass, pointed: right, problem }) => [
    task,
    bug ?? 'none: the diff is right',
    problem ? `no verdict: ${problem}` : pass ? 'passed' : 'blocked',
    problem
      ? ''
      : bug
        ? pass
          ? '✗ missed'
          : right
            ? '✓ caught'
            : '✓ caught, for another criterion'
        : pass
          ? '✓'
          : '✗ falsely blocked',
  ]);
  return [
    '## The Critic on diffs with seeded bugs',
    markdownTable([['Task', 'Bug', 'Verdict', ''], ...rows], 'left'),
    `Caught ${share(caught, seeded)}, ${pointed} of them by the criterion that the bug breaks; falsely blocked ${share(falselyBlocked, clean)}${unanswered > 0 ? `; ${unanswered} without a verdict, counted for neither` : ''}. Cost: ${formatCost(cost)}.`,
  ].join('\n\n');
}

const share = (count: number, of: number) =>
  of > 0 ? `${count} of ${of} (${Math.round((count / of) * 100)} %)` : '0 of 0';
