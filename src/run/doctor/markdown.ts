import { codeSpan } from '../../model/plain.ts';
import { markdownTable, plain } from '../markdown-table.ts';
import type { Check } from './check.ts';
import type { Diagnosis } from './diagnose.ts';

export const MARK: Readonly<Record<Check['state'], string>> = { ok: '✓', absent: '–', note: '!', gap: '✗' };
/** What was looked at, in the order in which it is told. */
export const TITLE: Readonly<Record<Check['area'], string>> = {
  models: 'What can think',
  tools: 'Tools',
  repository: 'The repository',
  machine: 'The machine',
};

export const headline = ({ ready, said }: Pick<Diagnosis, 'ready' | 'said'>) =>
  `${ready ? '✓ A run can start.' : '✗ A run cannot start as things are.'} ${said}`.trim();

/** A diagnosis for a person, as Markdown. */
export function doctorMarkdown({ ready, said, phases, checks }: Diagnosis): string {
  const areas = Object.entries(TITLE).map(([area, title]) => {
    const rows = checks.filter((check) => check.area === area);
    return `## ${title}\n\n${markdownTable([['', 'What', 'Found', 'To do'], ...rows.map(row)], 'left')}`;
  });
  const used = phases.map(({ phase, tier, route, gap }) => [
    gap ? '✗' : '✓',
    tier ? `${phase}, ${tier}` : phase,
    codeSpan(route),
    gap ?? '',
  ]);
  return [
    '# Baro Doctor',
    headline({ ready, said }),
    ...(used.length > 0
      ? [`## What a run would use\n\n${markdownTable([['', 'Phase', 'Route', 'To do'], ...used], 'left')}`]
      : []),
    ...areas,
  ].join('\n\n');
}

const row = ({ state, name, said, todo = '' }: Check) => [MARK[state], plain(name), plain(said), todo];
