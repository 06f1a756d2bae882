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
