import type { RunSettings } from './seam.ts';

export const MOST_USD = 1_000_000;
export const MOST_MINUTES = 100_000;

/** A limit is raised by something; only a run may begin with nothing to spend. */
const LEAST_RAISE = 0.01;

/** What is wrong with the limits of a run that is to begin, or with those that are raised; a sentence each. */
export const limitProblems = (
  { budgetUsd, timeoutMinutes }: Pick<RunSettings, 'budgetUsd' | 'timeoutMinutes'>,
  raised = false,
): readonly string[] => [
  ...between(
    'The budget in dollars (--budget, baro.budget.usd)',
    budgetUsd,
    raised ? LEAST_RAISE : 0,
    MOST_USD,
  ),
  ...between(
    'The time limit in minutes (--timeout-minutes, baro.budget.timeoutMinutes)',
    timeoutMinutes,
    0.01,
    MOST_MINUTES,
  ),
];

/** What is wrong with how many there are to be of something. */
export const wholeBetween = (
  name: string,
  value: number | undefined,
  least: number,
  most: number,
): readonly string[] =>
  value === undefined || Number.isInteger(value)
    ? between(name, value, least, most)
    : [`${name} must be a whole number, not ${value}.`];

const between = (name: string, value: number | undefined, least: number, most: number): readonly string[] =>
  value === undefined || (value >= least && value <= most)
    ? []
    : [`${name} must be between ${least} and ${most}, not ${value}.`];
