/*
 * The words of a command line that are no options: the command, and what follows it.
 */

const COMMANDS = [
  'run',
  'resume',
  'rerun',
  'compare',
  'runs',
  'show',
  'stop',
  'clean',
  'doctor',
  'demo',
] as const;
export type Command = (typeof COMMANDS)[number];
export type Word = Command | 'help' | 'version';

/** The command, and what it is given. A goal alone is short for `run`. */
export function commandIn(
  words: readonly string[],
  wantsHelp: boolean,
): { readonly command: Word; readonly words: readonly string[] } {
  const [first, ...rest] = words;
  if (wantsHelp) return { command: 'help', words: [] };
  const command = [...COMMANDS, 'help' as const, 'version' as const].find((one) => one === first);
  if (command === 'help' || command === 'version') return { command, words: [] };
  return command ? { command, words: rest } : { command: 'run', words };
}

/** A goal of one word that is nearly a command is a slip, and would cost money. */
export function mistyped(words: readonly string[]): readonly string[] {
  const [word = ''] = words;
  const meant = words.length === 1 && COMMANDS.find((one) => apart(one, word) <= (one.length > 4 ? 2 : 1));
  return meant
    ? [`There is no command "${word}". Is it \`baro ${meant}\`? If it is the goal: baro run "${word}"`]
    : [];
}

/** How many letters have to be put in, taken out or changed to make one word of the other. */
function apart(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (const [j, other] of [...b].entries())
      next.push(
        Math.min((row[j] ?? 0) + (letter === other ? 0 : 1), (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1),
      );
    row = next;
  }
  return row.at(-1) ?? 0;
}

/** The most words that a command is given, and what they are. */
const TAKES: Readonly<Partial<Record<Word, readonly [most: number, what: string]>>> = {
  resume: [1, 'one run'],
  show: [1, 'one run'],
  stop: [1, 'one run'],
  rerun: [2, 'a run and a story'],
  runs: [0, 'no more words'],
  clean: [0, 'no more words'],
  doctor: [0, 'no more words'],
  demo: [0, 'no more words'],
};

export function tooMany(command: Word, words: readonly string[]): readonly string[] {
  const [most, what] = TAKES[command] ?? [Number.POSITIVE_INFINITY];
  return words.length > most
    ? [`\`baro ${command}\` takes ${what}; there is no use for "${words.slice(most).join(' ')}".`]
    : [];
}

/** What each of the commands that begin no run heeds besides --repo and --json. */
const HEEDS: Readonly<Partial<Record<Word, readonly string[]>>> = {
  resume: ['yes', 'trust', 'budget', 'timeout-minutes'],
  rerun: ['route', 'persist', 'trust', 'budget', 'timeout-minutes'],
  compare: [],
  runs: [],
  show: [],
  stop: [],
  clean: [],
};

export function unusedBy(command: Word, options: readonly string[]): readonly string[] {
  const heeded = HEEDS[command];
  return heeded ? options.filter((name) => !['repo', 'json', ...heeded].includes(name)) : [];
}
