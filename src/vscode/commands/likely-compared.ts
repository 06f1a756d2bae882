import type { RunSummary } from '../../model/protocol.ts';

/** What Enter compares: the run that is meant, and its rivals in a race; else the next that is meant, or the newest. */
export function likelyCompared(
  summaries: readonly Pick<RunSummary, 'id' | 'race'>[],
  meant: readonly (string | undefined)[],
): readonly string[] {
  const known = new Map(summaries.map((summary) => [summary.id, summary]));
  const order = [...new Set([...meant, ...known.keys()])].flatMap((id) => known.get(id ?? '') ?? []);
  const [first] = order;
  const rivals = order.filter(({ race }) => race !== undefined && race === first?.race);
  return (rivals.length > 1 ? rivals : order.slice(0, 2)).map(({ id }) => id);
}
