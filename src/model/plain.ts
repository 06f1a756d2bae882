import type { EventOf } from './events.ts';
import type { RunInfo } from './view.ts';

/** Escape sequences of terminals: CSI, OSC with its end, and the two-character ones. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const ESCAPES = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|[@-Z\\-_])/g;
const CONTROLS = /[^\P{Cc}\t\n]|\p{Bidi_Control}|\ufeff/gu;

/** Text of models and tools as it may be shown: nothing in it moves a cursor, hides or turns letters around. */
export const plain = (text: string) => text.replace(ESCAPES, '').replace(CONTROLS, '');

/** One line of it, no longer than `most` characters. */
export function plainLine(text: string, most = 200): string {
  const line = plain(text).replace(/\s+/g, ' ').trim();
  return line.length <= most ? line : `${line.slice(0, most - 1)}…`;
}

/** A goal's first line without Markdown's mark of a heading: what it is called where there is room for a line. */
export const goalTitle = (goal: string, most = 80) =>
  plainLine(
    goal
      .trim()
      .split('\n', 1)[0]
      ?.replace(/^#+\s*/, '') ?? '',
    most,
  );

/** Markdown's code span of a text from outside: nothing in it is markup, and it reads as it was typed. */
export const codeSpan = (text: string) =>
  `\`${text.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').replaceAll('`', "'")}\``;

/** What a run starts from, for people. */
export const baseLine = ({ ref, commit, head }: RunInfo['base']) =>
  `${ref} at ${(head ?? commit).slice(0, 10)}${head === undefined ? '' : ', with what was not committed'}`;

/** What its base has got meanwhile, in sentences; `name` makes of a branch or a path what the surroundings call for. */
export function baseMovedLine(
  { ref }: RunInfo['base'],
  { commits, conflicts }: EventOf<'base.moved'>,
  name = plainLine,
): string {
  const got = `Since the run began, ${name(ref)} has got ${commits} ${commits === 1 ? 'commit' : 'commits'} that the branch does not hold.`;
  const merging =
    conflicts.length > 0
      ? `Merged in, ${commits === 1 ? 'it conflicts' : 'they conflict'} with it in ${conflicts.map((path) => name(path)).join(', ')}.`
      : 'Merged in, nothing conflicts.';
  return `${got} ${merging} Nothing was verified together with ${commits === 1 ? 'it' : 'them'}.`;
}
