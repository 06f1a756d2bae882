import { expect, test } from 'vitest';
import { countTests } from '../../src/adapters/test-counts.ts';

const counts = (passed: number, failed: number, skipped: number) => ({ passed, failed, skipped });

test.each([
  [
    'node:test, TAP',
    '1..4\n# tests 4\n# suites 0\n# pass 1\n# fail 1\n# cancelled 1\n# skipped 1\n# todo 1\n# duration_ms 92.189971\n',
    counts(1, 2, 2),
  ],
  [
    'node:test, spec',
    'ℹ tests 3\nℹ suites 1\nℹ pass 3\nℹ fail 0\nℹ cancelled 0\nℹ skipped 0\nℹ todo 0\nℹ duration_ms 87.2\n\n✖ failing tests:\n',
    counts(3, 0, 0),
  ],
  [
    'vitest',
    '\x1b[2m Test Files \x1b[22m \x1b[1m\x1b[31m2 failed\x1b[39m\x1b[22m\x1b[90m (2)\x1b[39m\n' +
      '\x1b[2m      Tests \x1b[22m \x1b[1m\x1b[31m1 failed\x1b[39m\x1b[22m\x1b[2m | \x1b[22m\x1b[1m\x1b[32m7 passed\x1b[39m\x1b[22m\x1b[2m | \x1b[22m\x1b[33m1 skipped\x1b[39m | 2 todo\x1b[90m (11)\x1b[39m\n' +
      '   Start at  19:34:50\n',
    counts(7, 1, 3),
  ],
  ['vitest, no file loads', ' Test Files  1 failed (1)\n      Tests  no tests\n', counts(0, 1, 0)],
  [
    'jest',
    'Test Suites: 1 failed, 4 passed, 5 total\nTests:       1 failed, 2 skipped, 1 todo, 40 passed, 44 total\nSnapshots:   0 total\nTime:        2.31 s\n',
    counts(40, 1, 3),
  ],
  ['jest, a suite that breaks', 'Test Suites: 1 failed, 1 total\nTests:       0 total\n', counts(0, 1, 0)],
  ['mocha', '\n  12 passing (34ms)\n  1 pending\n  2 failing\n\n  1) adds\n', counts(12, 2, 1)],
  [
    'pytest',
    '====== short test summary info ======\nFAILED p/test_a.py::test_b - assert False\n========== 1 failed, 3 passed, 1 skipped, 1 xfailed, 2 warnings, 1 error in 0.59s ==========\n',
    counts(3, 2, 2),
  ],
  ['pytest, a minute and more', '======== 61 passed in 75.20s (0:01:15) ========', counts(61, 0, 0)],
  ['pytest -q', '....\n4 passed in 0.01s\n', counts(4, 0, 0)],
  ['pytest, nothing collected', '===== no tests ran in 0.00s =====', counts(0, 0, 0)],
  ['unittest', '..\n-----\nRan 2 tests in 0.001s\n\nOK\n', counts(2, 0, 0)],
  [
    'unittest, all kinds',
    'Ran 6 tests in 0.001s\n\nFAILED (failures=1, errors=1, skipped=1, expected failures=1, unexpected successes=1)\n',
    counts(1, 3, 2),
  ],
  [
    'go test',
    'ok  \tshop/money\t0.004s\nok  \tshop/order\t(cached)\n--- FAIL: TestTotal (0.00s)\nFAIL\nFAIL\tshop/bill\t0.003s\nFAIL\tshop/api [build failed]\n?   \tshop/cmd\t[no test files]\nFAIL\n',
    counts(2, 2, 0),
  ],
  [
    'go test -v',
    '=== RUN   TestSum\n--- PASS: TestSum (0.00s)\n    --- PASS: TestSum/zero (0.00s)\n--- SKIP: TestSlow (0.00s)\n--- FAIL: TestTotal (0.00s)\nFAIL\tshop\t0.003s\n',
    counts(1, 1, 1),
  ],
  [
    'cargo test',
    'test result: ok. 5 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.00s\n\n   Doc-tests shop\n\ntest result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.17s\n',
    counts(6, 2, 1),
  ],
  [
    'Maven Surefire, two modules',
    '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.05 s -- in shop.MoneyTest\n[INFO] Results:\n[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0\n[ERROR] Tests run: 4, Failures: 1, Errors: 1, Skipped: 1\n',
    counts(4, 2, 1),
  ],
  ['RSpec', 'Finished in 0.2 seconds\n5 examples, 1 failure, 1 pending\n', counts(3, 1, 1)],
  [
    'dotnet test',
    'Passed!  - Failed:     0, Passed:     3, Skipped:     1, Total:     4, Duration: 12 ms\n',
    counts(3, 0, 1),
  ],
  ['a runner of their own', 'compiled 3 files\n12 passed, 1 failed\ndone', counts(12, 1, 0)],
  ['a runner that shouts, on Windows', '2 PASSED\r\n', counts(2, 0, 0)],
])('%s', (_runner, output, expected) => {
  expect(countTests(output)).toEqual(expected);
});

test('several runs of one command add up', () => {
  const jest = (passed: number) =>
    `Test Suites: 1 passed, 1 total\nTests:       ${passed} passed, ${passed} total\n`;
  expect(countTests(`${jest(3)}> next workspace\n${jest(4)}`)).toEqual(counts(7, 0, 0));
});

test('what no test runner wrote is not counted', () => {
  for (const output of [
    '',
    'Compiled 14 modules\n',
    'error: expected 2 arguments, 3 given',
    '# passing arguments',
  ])
    expect(countTests(output)).toBeUndefined();
});
