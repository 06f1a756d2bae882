import type { Measured } from '../model/measure.ts';
import { cacheShare } from '../model/measure-use.ts';
import { formatUsd } from '../model/money.ts';
import { formatDuration } from '../model/pace.ts';

/** A line of the comparison: a value of each run, and which is the better one. */
export type Row = {
  readonly label: string;
  value(run: Measured): number | undefined;
  show(run: Measured): string;
  /** Absent where less or more is neither better nor worse. */
  readonly better?: 'less' | 'more';
  /** Only of a run that did the whole work: who stops halfway is cheap and fast. */
  readonly ofWhole?: true;
  /** Left out where no run has anything to say. */
  readonly ifAny?: true;
};

const NOT_KNOWN = '–';
const counted = (value: number | undefined) => value?.toLocaleString('en-US') ?? NOT_KNOWN;
const lasting = (ms: number | undefined) => (ms === undefined ? NOT_KNOWN : formatDuration(ms));
const seconds = (ms: number | undefined) =>
  ms === undefined ? NOT_KNOWN : `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 1)} s`;

const time = (label: string, value: Row['value'], more: Partial<Row> = {}): Row => ({
  label,
  value,
  show: (run) => lasting(value(run)),
  better: 'less',
  ofWhole: true,
  ...more,
});

const count = (label: string, value: (run: Measured) => number, more: Partial<Row> = {}): Row => ({
  label,
  value,
  show: (run) => counted(value(run)),
  ...more,
});

const money = (label: string, value: (run: Measured) => number, more: Partial<Row> = {}): Row => ({
  label,
  value,
  show: (run) => formatUsd(value(run)),
  ...more,
});

/** Whether the dollars of the run are all known, and known to be billed or covered. */
const clear = ({ use }: Measured) => use.cost.unknown === 0 && use.cost.unclearUsd === 0;

export const ROWS: readonly Row[] = [
  { label: 'State', value: () => undefined, show: ({ state }) => state },
  {
    label: 'Stories integrated',
    value: ({ stories }) => stories.integrated / Math.max(1, stories.planned),
    show: ({ stories }) => `${stories.integrated} of ${stories.planned}`,
    better: 'more',
  },
  {
    label: 'Requirements met',
    value: ({ requirements: { met, all } }) => (all > 0 ? met / all : undefined),
    show: ({ requirements: { met, all } }) => (all > 0 ? `${met} of ${all}` : NOT_KNOWN),
    better: 'more',
  },
  {
    label: 'Tests before → after',
    value: ({ tests }) => tests.after && -tests.after.failed,
    show: ({ tests }) => `${testCount(tests.before)} → ${testCount(tests.after)}`,
    better: 'more',
  },
  {
    label: 'Attempts (retries)',
    value: ({ attempts }) => attempts.retries,
    show: ({ attempts }) => `${attempts.made} (${attempts.retries})`,
    better: 'less',
    ofWhole: true,
  },
  time('Wall time', ({ times }) => times.wallMs),
  time('– planning', ({ times }) => times.planningMs),
  time('– waiting for a person', ({ times }) => (times.personMs < 500 ? 0 : times.personMs), {
    ifAny: true,
  }),
  time('– execution', ({ times }) => times.executionMs),
  time('One after the other', ({ times }) => times.sequentialMs),
  {
    label: 'Speedup by working at once',
    value: ({ times }) => times.speedup,
    show: ({ times }) => (times.speedup === undefined ? NOT_KNOWN : `${times.speedup.toFixed(2)}×`),
    better: 'more',
    ofWhole: true,
  },
  {
    label: 'Longest chain',
    value: chainMs,
    show: (run) =>
      run.times.path.length > 0
        ? `${run.times.path.length} ${run.times.path.length === 1 ? 'story' : 'stories'}, ${formatDuration(chainMs(run))}`
        : NOT_KNOWN,
    better: 'less',
    ofWhole: true,
  },
  count('Requests', ({ use }) => use.requests, { better: 'less', ofWhole: true }),
  {
    label: 'Requests per story',
    value: ({ requestsPerStory }) => requestsPerStory,
    show: ({ requestsPerStory }) => requestsPerStory?.toFixed(1) ?? NOT_KNOWN,
  },
  {
    label: 'Time to first token (median)',
    value: ({ use }) => use.firstTokenMs,
    show: ({ use }) => seconds(use.firstTokenMs),
    better: 'less',
  },
  {
    label: 'Ready to first request (median)',
    value: ({ overheadMs }) => overheadMs,
    show: ({ overheadMs }) => seconds(overheadMs),
    better: 'less',
  },
  count('Tokens read fresh', ({ use }) => use.tokens.input),
  count('– written to a cache', ({ use }) => use.tokens.cacheWrite),
  count('– read from a cache', ({ use }) => use.tokens.cacheRead),
  {
    label: '– share from a cache',
    value: ({ use }) => cacheShare(use.tokens),
    show: ({ use }) => {
      const share = cacheShare(use.tokens);
      return share === undefined ? NOT_KNOWN : `${Math.round(share * 100)} %`;
    },
    better: 'more',
  },
  count('Tokens written', ({ use }) => use.tokens.output),
  count('– of them reasoning', ({ use }) => use.tokens.reasoning),
  {
    ...money('Billed', ({ use }) => use.cost.billedUsd, { better: 'less', ofWhole: true }),
    value: (run) => (clear(run) && run.use.cost.coveredUsd === 0 ? run.use.cost.billedUsd : undefined),
  },
  money('On subscription, at list price', ({ use }) => use.cost.coveredUsd, { ifAny: true }),
  money('Unclear who pays', ({ use }) => use.cost.unclearUsd, { ifAny: true }),
  count('Requests of unknown cost', ({ use }) => use.cost.unknown, { ifAny: true }),
];

const testCount = (tests: Measured['tests']['before']) =>
  tests ? `${tests.passed}${tests.failed > 0 ? ` (${tests.failed} red)` : ''}` : NOT_KNOWN;

function chainMs({ times }: Measured): number {
  return times.path.reduce((sum, { ms }) => sum + ms, 0);
}
