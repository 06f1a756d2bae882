import type { StoryBrief } from '../model/plan.ts';
import type { Evidence, RepositoryMap } from '../model/shapes.ts';
import type { View } from '../model/view.ts';

/** A part of a prompt under a heading; nothing where there is nothing to say. */
export const section = (heading: string, text: string) =>
  text.trim() ? `## ${heading}\n\n${text.trim()}\n` : '';

export const bullets = (lines: readonly string[]) => lines.map((line) => `- ${line}`).join('\n');

/** Text that somebody else wrote, between marks that it cannot contain by chance. */
export const quoted = (what: string, text: string, mark: string) =>
  `<<<${what} ${mark}\n${text}\n${what} ${mark}>>>`;

/** What every question about this repository starts with: the same bytes for all of them in a run. */
export function repositoryPart(map: RepositoryMap | undefined): string {
  if (!map) return '';
  const lines = [
    `Languages: ${map.languages.join(', ') || 'unknown'}`,
    ...(map.packageManager ? [`Package manager: ${map.packageManager}`] : []),
    ...(map.build.length > 0 ? [`Build: ${map.build.join(' && ')}`] : []),
    ...(map.test.length > 0 ? [`Tests: ${map.test.join(' && ')}`] : []),
    ...(map.lint.length > 0 ? [`Lint: ${map.lint.join(' && ')}`] : []),
    ...(map.conventions.length > 0 ? [`Conventions are written down in: ${map.conventions.join(', ')}`] : []),
    ...(map.workspaces.length > 0 ? [`Workspaces: ${map.workspaces.join(', ')}`] : []),
    `Files: ${map.files}`,
  ];
  return section('The repository', `${bullets(lines)}\n\n${map.layout.join('\n')}`);
}

/** The whole goal, where the event holds only its beginning. */
export const goalPart = (goal: string) => section('The goal', goal);

export const decisionsPart = (view: View) =>
  section(
    'Decisions everyone shares',
    bullets(
      view.phase.proposed?.decisions.length ? view.phase.proposed.decisions : (view.phase.decisions ?? []),
    ),
  );

/** What the prompts of all stories begin with: the same bytes for each of them. */
export const storyBeginning = (document: string, goal: string, view: View) =>
  [document, repositoryPart(view.phase.map), goalPart(goal), decisionsPart(view)].filter(Boolean).join('\n');

export const storyPart = (brief: StoryBrief) =>
  [
    `# ${brief.title}\n\n${brief.description}\n`,
    section('Acceptance criteria', bullets(brief.acceptance)),
    section('Files you are expected to change', bullets(brief.touches)),
    section('Commands that prove it', bullets(brief.verify.map((command) => `\`${command}\``))),
  ]
    .filter(Boolean)
    .join('\n');

/** How commands ended, which the host knows, and what they printed, which is whatever the code wanted to say. */
export const evidencePart = (evidence: readonly Evidence[], mark: string) =>
  evidence
    .map(
      ({ command, exitCode, tail, redBefore }) =>
        `\`${command}\` ended with ${exitCode ?? 'a kill'}${redBefore ? ' (it did so before this change too)' : ''}\n${quoted('OUTPUT', tail, mark)}`,
    )
    .join('\n\n');
