/** How many tests ended how. What neither passed nor failed (skipped, todo, expected to fail) counts as skipped. */
type TestCounts = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** Finds every closing line of one runner in a text. */
type Format = (text: string) => readonly TestCounts[];

/**
 * What the closing lines of the usual test runners say, added up where several ran; undefined where no runner is
 * recognised, and where the command is red though no test is: then something else broke, and that none failed would
 * pass for better than before. A runner that broke before its tests counts what broke as failed.
 */
export function countTests(output: string, exitCode: number | null): TestCounts | undefined {
  const counts = streams(plain(output)).flatMap((text) => {
    const found = FORMATS.flatMap((format) => format(text));
    return found.length > 0 ? found : PLAIN(text);
  });
  if (counts.length === 0) return undefined;
  const sum = (kind: keyof TestCounts) => counts.reduce((total, count) => total + count[kind], 0);
  const failed = sum('failed');
  if (exitCode !== 0 && failed === 0) return undefined;
  return { passed: sum('passed'), failed, skipped: sum('skipped') };
}

/** Without colours, and each rewritten line as it ended. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are made of control characters
const plain = (output: string) => output.replace(/\x1b\[[0-9;?]*[A-Za-z]/g, '').replace(/\r+\n/g, '\n');

/** How pnpm and bun (`packages/a test: `) and turbo (`a:test: `) say whose line it is. */
const OF_PACKAGE = /^(\S+[ :](?:tests?(?::[\w-]+)*|unit)): ?(.*)$/;

/** What each package of a monorepo printed, for they print at the same time; and what has no prefix. */
function streams(text: string): readonly string[] {
  const byPackage = new Map<string, string[]>();
  for (const line of text.split('\n')) {
    const [, prefix = '', own = line] = OF_PACKAGE.exec(line) ?? [];
    const before = byPackage.get(prefix);
    if (before) before.push(own);
    else byPackage.set(prefix, [own]);
  }
  return [...byPackage.values()].map((lines) => lines.join('\n'));
}

const WORDS: Readonly<Record<string, keyof TestCounts>> = {
  pass: 'passed',
  passed: 'passed',
  passing: 'passed',
  xpassed: 'passed',
  flaky: 'passed',
  fail: 'failed',
  failed: 'failed',
  failing: 'failed',
  cancelled: 'failed',
  error: 'failed',
  errors: 'failed',
  interrupted: 'failed',
  uncaught: 'failed',
  unhandled: 'failed',
  skip: 'skipped',
  skipped: 'skipped',
  pending: 'skipped',
  todo: 'skipped',
  xfailed: 'skipped',
  known: 'skipped',
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

/** What of all that ran neither failed nor was skipped has passed. */
const ofAll = (ran: number, failed: number, skipped: number): TestCounts => ({
  passed: Math.max(0, ran - failed - skipped),
  failed,
  skipped,
});

/** `# pass 3` (TAP, of tape too) or `ℹ pass 3` (spec), one line a word. */
const nodeTest: Format = (text) =>
  matches(text, /^[#ℹ] tests +\d+\n(?:[#ℹ] [a-z_]+ +[\d.]+\n?)+/gm).map(([block]) =>
    inWords(block.replace(/^[#ℹ] ([a-z]+) +(\d+)$/gm, '$2 $1')),
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
    return ofAll(number(ran), failed, skipped);
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
    ([, run, failures, errors, skips]) =>
      ofAll(number(run), number(failures) + number(errors), number(skips)),
  );

const rspec: Format = (text) =>
  matches(text, /^(\d+) examples?, (\d+) failures?(?:, (\d+) pending)?/gm).map(([, ran, failed, pending]) =>
    ofAll(number(ran), number(failed), number(pending)),
  );

const dotnet: Format = (text) =>
  matches(text, /Failed: +(\d+), Passed: +(\d+), Skipped: +(\d+), Total:/g).map(
    ([, failed, passed, skipped]) => ({
      passed: number(passed),
      failed: number(failed),
      skipped: number(skipped),
    }),
  );

const phpunit: Format = (text) => [
  ...matches(text, /^OK \((\d+) tests?, \d+ assertions?\)/gm).map(([, ran]) => ofAll(number(ran), 0, 0)),
  ...matches(text, /^Tests: (\d+), Assertions: \d+(.*)\.$/gm).map(([, ran, rest = '']) =>
    ofAll(
      number(ran),
      first(/, Failures: (\d+)/, rest) + first(/, Errors: (\d+)/, rest),
      first(/, Skipped: (\d+)/, rest) + first(/, Incomplete: (\d+)/, rest),
    ),
  ),
];

/** Doctests and properties are tests as well; what is invalid could not be set up. */
const exunit: Format = (text) =>
  matches(text, /^((?:\d+ (?:doctests?|property|properties), )*\d+ tests?), (\d+) failures?(.*)$/gm).map(
    ([, kinds = '', failures, rest = '']) =>
      ofAll(
        matches(kinds, /\d+/g).reduce((total, [kind]) => total + number(kind), 0),
        number(failures) + first(/, (\d+) invalid/, rest),
        first(/, (\d+) skipped/, rest) + first(/, (\d+) excluded/, rest),
      ),
  );

/** And test-unit, whose runs are tests and whose skips are pendings. */
const minitest: Format = (text) =>
  matches(
    text,
    /^(\d+) (?:runs|tests), \d+ assertions, (\d+) failures, (\d+) errors, (\d+) (?:skips|pendings)/gm,
  ).map(([, ran, failures, errors, skips]) =>
    ofAll(number(ran), number(failures) + number(errors), number(skips)),
  );

const ctest: Format = (text) =>
  matches(text, /^\d+% tests passed, (\d+) tests? failed out of (\d+)/gm).map(([, failed, ran]) =>
    ofAll(number(ran), number(failed), 0),
  );

/** Only where a test failed; Gradle says nothing of those that pass. */
const gradle: Format = (text) =>
  matches(text, /^(\d+) tests? completed, (\d+) failed(?:, (\d+) skipped)?/gm).map(
    ([, ran, failed, skipped]) => ofAll(number(ran), number(failed), number(skipped)),
  );

const bun: Format = (text) =>
  matches(text, /^ *\d+ pass\n(?: *\d+ .*\n)*Ran \d+ tests? across/gm).map(([block]) => inWords(block));

/** What is skipped is not part of the total. */
const uvu: Format = (text) =>
  matches(text, /^ *Total: +(\d+)\n *Passed: +(\d+)\n *Skipped: +(\d+)/gm).map(
    ([, total, passed, skipped]) => ({
      passed: number(passed),
      failed: number(total) - number(passed),
      skipped: number(skipped),
    }),
  );

const FORMATS = [
  ...[nodeTest, vitest, jest, mocha, pytest, unittest, go, cargo, surefire, rspec, dotnet],
  ...[phpunit, exunit, minitest, ctest, gradle, bun, uvu],
];

const ENDED = String.raw`\d+ (?:(?:tests? |hooks? )?(?:passed|failed|flaky|skipped|todo|interrupted)|known failures?|unhandled rejections?|uncaught exceptions?)\b.*`;
const BLOCK = new RegExp(
  String.raw`^([ \t]*)(?:(?:tests?|results?|total): *)?${ENDED}(?:(?:\n(?:\1[ \t].*)?)*\n\1${ENDED})*`,
  'gim',
);

/**
 * `12 passed, 1 failed`, or a line for each of them as Playwright and AVA have it, with what failed listed below and
 * further in. Only the last such lines of a package, for anything can print them.
 */
const PLAIN: Format = (text) =>
  matches(text, BLOCK)
    .filter(([block]) => /passed|failed/i.test(block))
    .slice(-1)
    .map(([block, indent = '']) => {
      const own = block.split('\n').filter((line) => /^\S/.test(line.slice(indent.length)));
      return inWords(
        own
          .join('\n')
          .toLowerCase()
          .replace(/ (?:tests?|hooks?) /g, ' '),
      );
    });
