import { grouped } from './grouped.ts';
import { type Use, useOf } from './measure-use.ts';
import { ledgersOf } from './money.ts';
import { storyOf } from './questions.ts';
import { formatRoute, type Route } from './route.ts';
import type { Ledger, View } from './view.ts';

/** What the books can be read by. */
export type Column = 'phase' | 'route' | 'story';
export type BooksRow = { readonly name: string; readonly use: Use };

/** The books of a run, a row a phase, a route or a story, the dearest first. */
export function booksBy(
  column: Column,
  view: View,
  nameRoute: (route: Route) => string = formatRoute,
): readonly BooksRow[] {
  const nameIn = ({ phase, route, storyId }: Ledger): string => {
    if (column === 'phase') return phase;
    if (column === 'route') return nameRoute(route);
    return storyId === undefined ? 'the plan' : (storyOf(view, storyId)?.brief.title ?? storyId);
  };
  return [...grouped(ledgersOf(view), nameIn)]
    .map(([name, ledgers]) => ({ name, use: useOf(ledgers) }))
    .toSorted((a, b) => known(b) - known(a) || b.use.requests - a.use.requests);
}

const known = ({ use: { cost } }: BooksRow) => cost.billedUsd + cost.unclearUsd + cost.coveredUsd;

/** `840`, `38k`, `1.2M`. */
export function formatTokens(count: number): string {
  if (count < 1000) return `${count}`;
  if (count < 999_500) return `${Math.round(count / 1000)}k`;
  return `${(count / 1_000_000).toFixed(1)}M`;
}

/** `1.2M read, 93 % from a cache, 38k written`: empty where no provider said. */
export function formatUse({ tokens }: Use): string {
  const { input, cacheWrite, cacheRead, output } = tokens;
  const read = input + cacheWrite + cacheRead;
  if (read + output === 0) return '';
  const cached = cacheRead > 0 ? `, ${Math.round((cacheRead / read) * 100)} % from a cache` : '';
  return `${formatTokens(read)} read${cached}, ${formatTokens(output)} written`;
}
