/** How many tests ended how. What neither passed nor failed (skipped, todo, expected to fail) counts as skipped. */
type TestCounts = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** Finds every closing line of one runner in a text. */
type Format = (text: string) => readonly TestCounts[];

/**
 * What the closing lines of the usual test runners say, added up where several ran; undefined where no runner is
 * recognised. A runner that broke before its tests counts what broke as failed.
 */
export function countTests(output: string): TestCounts | undefined {
  const text = plain(output);
  const found = FORMATS.flatMap((format) => format(text));
  const counts = found.length > 0 ? found : PLAIN(text);
  if (counts.length === 0) return undefined;
  const sum = (kind: keyof TestCounts) => counts.reduce((total, count) => total + count[kind], 0);
  return { passed: sum('passed'), failed: sum('failed'), skipped: sum('skipped') };
}

/** Without colours, and each rewritten line as it ended. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of control characters
const plain = (output: string) => output.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replace(/\r+\n/g, '\n');

const WORDS: Readonly<Record<string, keyof TestCounts>> = {
  pass: 'passed',
  passed: 'passed',
  passing: 'passed',
  xpassed: 'passed',
  fail: 'failed',
  failed: 'failed',
  failing: 'failed',
  cancelled: 'failed',
  error: 'failed',
  errors: 'failed',
  skipped: 'skipped',
  pending: 'skipped',
  todo: 'skipped',
  xfailed: 'skipped',
  ignored: 'skipped',
};

/** Adds up what a line says as `3 passed`. */
function inWords(line: string): TestCounts {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  for (const [, number, word = ''] of line.matchAll(/(\d+) ([a-z]+)/g)) {
    const kind = WORDS[word];
    if (kind) counts[kind] += Number(number);
  }
  return counts;
}

const matches = (text: string, pattern: RegExp) => [...text.matchAll(pattern)];
const number = (text: string | undefined) => Number(text ?? 0);
const first = (pattern: RegExp, text: string) => number(pattern.exec(text)?.[1]);

/** `# pass 3` (TAP) or `ℹ pass 3` (spec), one line a word. */
const nodeTest: Format = (text) =>
  matches(text, /^[#ℹ] tests \d+\n(?:[#ℹ] [a-z_]+ [\d.]+\n?)+/gm).map(([block]) =>
    inWords(block.replace(/^[#ℹ] ([a-z]+) (\d+)$/gm, '$2 $1')),
  );

/** A file that did not even load has no tests, but it failed. */
const orFiles = (tests: TestCounts, files: string) =>
  tests.failed > 0 ? tests : { ...tests, failed: inWords(files).failed };

const vitest: Format = (text) =>
  matches(text, /^ *Test Files +(.*)\n *Tests +(.*)$/gm).map(([, files = '', tests = '']) =>
    orFiles(inWords(tests), files),
  );

const jest: Format = (text) =>
  matches(text, /^Test Suites: +(.*)\nTests: +(.*)$/gm).map(([, suites = '', tests = '']) =>
    orFiles(inWords(tests), suites),
  );

const mocha: Format = (text) =>
  matches(text, /^ +\d+ passing \(.*\)(?:\n +\d+ (?:pending|failing))*/gm).map(([block]) => inWords(block));

const pytest: Format = (text) =>
  matches(text, /^(?:=+ )?((?:\d+ [a-z]+, )*\d+ [a-z]+|no tests ran) in [\d.]+s\b.*$/gm).map(
    ([, line = '']) => inWords(line),
  );

const unittest: Format = (text) =>
  matches(text, /^Ran (\d+) tests? in .*\n+(?:OK|FAILED|NO TESTS RAN)(.*)$/gm).map(([, ran, rest = '']) => {
    const failed =
      first(/failures=(\d+)/, rest) + first(/errors=(\d+)/, rest) + first(/unexpected successes=(\d+)/, rest);
    const skipped = first(/skipped=(\d+)/, rest) + first(/expected failures=(\d+)/, rest);
    return { passed: Math.max(0, number(ran) - failed - skipped), failed, skipped };
  });

/** Tests where `-v` names them, else packages. */
const go: Format = (text) => {
  const tests = (word: string) => matches(text, new RegExp(`^--- ${word}: `, 'gm')).length;
  const packages = matches(text, /^(ok|FAIL|\?) *\t(\S+)(.*)$/gm);
  const failed = packages.filter(([, word]) => word === 'FAIL').length;
  if (tests('PASS') > 0)
    return [{ passed: tests('PASS'), failed: Math.max(tests('FAIL'), failed), skipped: tests('SKIP') }];
  if (packages.length === 0) return [];
  return [{ passed: packages.filter(([, word]) => word === 'ok').length, failed, skipped: 0 }];
};

const cargo: Format = (text) =>
  matches(text, /^test result: \w+\. (.*)$/gm).map(([, line = '']) => inWords(line));

/** The closing line of a module; a class's own line names its time. */
const surefire: Format = (text) =>
  matches(text, /Tests run: (\d+), Failures: (\d+), Errors: (\d+), Skipped: (\d+)(?!.*Time elapsed)/g).map(
    ([, run, failures, errors, skips]) => {
      const failed = number(failures) + number(errors);
      return { passed: number(run) - failed - number(skips), failed, skipped: number(skips) };
    },
  );

const rspec: Format = (text) =>
  matches(text, /^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?/gm).map(
    ([, ran, failed, pending]) => ({
      passed: number(ran) - number(failed) - number(pending),
      failed: number(failed),
      skipped: number(pending),
    }),
  );

const dotnet: Format = (text) =>
  matches(text, /Failed: +(\d+), Passed: +(\d+), Skipped: +(\d+), Total:/g).map(
    ([, failed, passed, skipped]) => ({
      passed: number(passed),
      failed: number(failed),
      skipped: number(skipped),
    }),
  );

const FORMATS = [nodeTest, vitest, jest, mocha, pytest, unittest, go, cargo, surefire, rspec, dotnet];

/** `12 passed, 1 failed`: only the last such line, for anything can print one. */
const PLAIN: Format = (text) =>
  matches(text, /^.*\b\d+ (?:passed|failed)\b.*$/gim)
    .slice(-1)
    .map(([line]) => inWords(line.toLowerCase()));
