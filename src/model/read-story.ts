import type { Persistence } from './persistence.ts';
import { isRecord, type PlanProblem, reader } from './read-fields.ts';
import { BACKENDS, type BackendName, EFFORTS, type Effort, type Route, TIERS, type Tier } from './route.ts';

/* How a story is to be worked on, as a plan file says it. */

export const isNothing = (value: unknown) =>
  value === undefined || value === null || (Array.isArray(value) && value.length === 0);

export const isAmount = (value: unknown): value is number =>
  typeof value === 'number' && value > 0 && Number.isFinite(value);

export function readTier(value: unknown, named: string, report: PlanProblem[]): Tier {
  if (value === undefined || value === null) return 'standard';
  const tier = TIERS.find((one) => one === value);
  if (!tier) report.push({ where: `${named}, tier`, problem: `must be one of ${TIERS.join(', ')}` });
  return tier ?? 'standard';
}

export function readRoute(value: unknown, where: string, report: PlanProblem[]): Route | undefined {
  if (value === undefined || value === null) return undefined;
  if (!isRecord(value)) {
    report.push({ where, problem: 'must be an object with a backend' });
    return undefined;
  }
  const field = reader(where, value, report);
  const backend: BackendName | undefined = BACKENDS.find((name) => name === value['backend']);
  if (!backend) report.push({ where: `${where}.backend`, problem: `must be one of ${BACKENDS.join(', ')}` });
  const effort: Effort | undefined = EFFORTS.find((name) => name === value['effort']);
  if (!isNothing(value['effort']) && !effort)
    report.push({ where: `${where}.effort`, problem: `must be one of ${EFFORTS.join(', ')}` });
  const name = (key: 'model' | 'endpoint') => {
    const text = field.text(key, '');
    if (/\p{Cc}/u.test(text)) report.push({ where: `${where}.${key}`, problem: 'must be one line of text' });
    return text;
  };
  const [model, endpoint] = [name('model'), name('endpoint')];
  return (
    backend && { backend, ...(model && { model }), ...(effort && { effort }), ...(endpoint && { endpoint }) }
  );
}

/** `true`, or what it may take at the most: `{ "usd": 2, "minutes": 30 }`. */
export function readPersistence(
  value: unknown,
  where: string,
  report: PlanProblem[],
): Persistence | undefined {
  if (value === undefined || value === null || value === false) return undefined;
  if (value === true) return {};
  if (!isRecord(value)) {
    report.push({ where, problem: 'must be true, or an object with usd, minutes or both' });
    return undefined;
  }
  const { usd, minutes } = value;
  for (const [name, amount] of Object.entries({ usd, minutes }))
    if (amount !== undefined && !isAmount(amount))
      report.push({ where: `${where}.${name}`, problem: 'must be a number above 0' });
  return { ...(isAmount(usd) ? { usd } : {}), ...(isAmount(minutes) ? { minutes } : {}) };
}
