import type { Rebased } from './rebase.ts';

const quoted = (titles: readonly string[]) => titles.map((title) => `“${title}”`).join(', ');

/** What a person is told whose changes were put on top of a version of the plan that they have not seen. */
export function rebaseNotice(
  { lost, both, refused }: Omit<Rebased, 'plan' | 'renamed'>,
  left: boolean,
): string {
  const titles = (stories: Rebased['lost']) => quoted(stories.map(({ title }) => title));
  return [
    `The plan has a new version${left ? '; your changes are kept on top of it' : lost.length > 0 ? ', and none of your changes are left' : ' with your changes in it'}.`,
    lost.length > 0
      ? `What you changed of ${titles(lost)} is left out: it is no longer in the plan, or integrated already.`
      : '',
    both.length > 0 ? `The new version changes ${titles(both)} too; yours holds where both do.` : '',
    ...refused.map(
      ([source, target]) => `“${target}” does not build on “${source}” now: that would close a cycle.`,
    ),
  ]
    .filter(Boolean)
    .join(' ');
}
