/** The words of a command line that a person wrote, such as `gemini --experimental-acp`; quotes hold blanks together. */
export const commandWords = (commandLine: string): readonly string[] =>
  [...commandLine.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? '',
  );
