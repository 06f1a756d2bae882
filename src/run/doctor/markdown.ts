import { markdownTable } from '../markdown-table.ts';
import type { Check } from './check.ts';
import type { Diagnosis } from './diagnose.ts';

const MARK: Readonly<Record<Check['state'], string>> = { ok: '✓', absent: '–', note: '!', gap: '✗' };
const TITLE: Readonly<Record<Check['area'], string>> = {
  tools: 'Tools',
  models: 'What can think',
  repository: 'The repository',
  machine: 'The machine',
};

/** A diagnosis for a person, as Markdown. */
export function doctorMarkdown({ ready, said, phases, checks }: Diagnosis): string {
  const areas = (['models', 'tools', 'repository', 'machine'] as const).map((area) => {
    const rows = checks.filter((check) => check.area === area);
    return `## ${TITLE[area]}\n\n${markdownTable([['', 'What', 'Found', 'To do'], ...rows.map(row)], 'left')}`;
  });
  const used = phases.map(({ phase, tier, route, gap }) => [
    gap ? '✗' : '✓',
    tier ? `${phase}, ${tier}` : phase,
    `\`${route}\``,
    gap ?? '',
  ]);
  return [
    '# Baro Doctor',
    `${ready ? '✓ A run can start.' : '✗ A run cannot start as things are.'} ${said}`.trim(),
    ...(used.length > 0
      ? [`## What a run would use\n\n${markdownTable([['', 'Phase', 'Route', 'To do'], ...used], 'left')}`]
      : []),
    ...areas,
  ].join('\n\n');
}

const row = ({ state, name, said, todo = '' }: Check) => [MARK[state], name, said, todo];
