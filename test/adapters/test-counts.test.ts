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
  [
    'Playwright',
    'Running 15 tests using 2 workers\n\n  1) [chromium] › a.spec.ts:3:1 › pays ───\n\n    Error: 2 failed\n\n  1 failed\n    [chromium] › a.spec.ts:3:1 › pays ───\n  1 flaky\n    [chromium] › b.spec.ts:9:1 › ships ───\n  1 skipped\n  12 passed (3.2s)\n',
    counts(13, 1, 1),
  ],
  [
    'AVA',
    '  ─\n\n  1 test failed\n  12 tests passed\n  2 tests skipped\n  1 uncaught exception\n',
    counts(12, 2, 2),
  ],
  ['AVA, green', '  ✔ adds\n  ─\n\n  12 tests passed\n', counts(12, 0, 0)],
  ['tape', 'not ok 2 should be equal\n\n1..5\n# tests 5\n# pass  4\n# fail  1\n', counts(4, 1, 0)],
  ['uvu', '  Total:     33\n  Passed:    32\n  Skipped:   2\n  Duration:  0.30ms\n', counts(32, 1, 2)],
  [
    'bun test',
    'bun test v1.3.1\n\n(fail) breaks [1.23ms]\n\n 12 pass\n 1 skip\n 2 fail\n 1 error\n 30 expect() calls\nRan 15 tests across 3 files. [2.50s]\n',
    counts(12, 3, 1),
  ],
  ['PHPUnit, green', 'Time: 00:00.010, Memory: 8.00 MB\n\nOK (12 tests, 30 assertions)\n', counts(12, 0, 0)],
  [
    'PHPUnit',
    'FAILURES!\nTests: 12, Assertions: 30, Errors: 1, Failures: 2, PHPUnit Deprecations: 4, Skipped: 1, Incomplete: 1.\n',
    counts(7, 3, 2),
  ],
  ['Pest', '\n  Tests:    1 failed, 2 passed (5 assertions)\n  Duration: 0.10s\n', counts(2, 1, 0)],
  [
    'ExUnit',
    'Finished in 0.1 seconds (0.00s async, 0.1s sync)\n1 property, 2 doctests, 12 tests, 2 failures, 1 excluded, 1 skipped\n',
    counts(11, 2, 2),
  ],
  [
    'minitest',
    'Finished in 0.07s.\n12 runs, 30 assertions, 1 failures, 1 errors, 2 skips\n',
    counts(8, 2, 2),
  ],
  [
    'test-unit',
    '12 tests, 30 assertions, 1 failures, 0 errors, 1 pendings, 0 omissions, 0 notifications\n',
    counts(10, 1, 1),
  ],
  [
    'CTest',
    '90% tests passed, 1 tests failed out of 10\n\nTotal Test time (real) = 0.05 sec\n',
    counts(9, 1, 0),
  ],
  ['Gradle', '> Task :app:test FAILED\n\n12 tests completed, 2 failed, 1 skipped\n', counts(9, 2, 1)],
  ['a runner of their own', 'compiled 3 files\n12 passed, 1 failed\ndone', counts(12, 1, 0)],
  ['a runner that shouts, on Windows', '2 PASSED\r\n', counts(2, 0, 0)],
])('%s', (_runner, output, expected) => {
  expect(countTests(output, expected.failed > 0 ? 1 : 0)).toEqual(expected);
});

test('several runs of one command add up', () => {
  const jest = (passed: number) =>
    `Test Suites: 1 passed, 1 total\nTests:       ${passed} passed, ${passed} total\n`;
  expect(countTests(`${jest(3)}> next workspace\n${jest(4)}`, 0)).toEqual(counts(7, 0, 0));
});

test('packages that print at the same time are told apart and add up', () => {
  const pnpm =
    'packages/a test:  Test Files  1 failed (1)\npackages/b test:  Test Files  1 passed (1)\n' +
    'packages/b test:       Tests  5 passed (5)\npackages/a test:       Tests  3 failed | 1 passed (4)\n' +
    'packages/web test:   1 failed\npackages/a test: Failed\npackages/web test:   2 passed (1s)\n';
  expect(countTests(pnpm, 1)).toEqual(counts(8, 4, 0));
  const turbo =
    '@shop/a:test: Test Suites: 1 failed, 1 total\n@shop/a:test: Tests:       2 failed, 2 total\n' +
    'b:test: Test Suites: 1 passed, 1 total\nb:test: Tests:       7 passed, 7 total\n Tasks:    1 successful, 2 total\n';
  expect(countTests(turbo, 1)).toEqual(counts(7, 2, 0));
});

test('a command that is red though no test failed has no count', () => {
  const output = 'Tests:       9 passed, 9 total\nJest: coverage threshold for lines (80%) not met\n';
  const green = `Test Suites: 2 passed, 2 total\n${output}`;
  expect(countTests(green, 0)).toEqual(counts(9, 0, 0));
  for (const exitCode of [1, null]) expect(countTests(green, exitCode)).toBeUndefined();
});

test('what no test runner wrote is not counted', () => {
  for (const output of [
    '',
    'Compiled 14 modules\n',
    'error: expected 2 arguments, 3 given',
    '# passing arguments',
    'Downloading https://services.gradle.org/distributions/gradle-8.5-bin.zip\nAttempt 1/1 failed\n',
    'attempt 3 failed, trying again\n',
    '3 skipped\n',
  ])
    expect(countTests(output, 0)).toBeUndefined();
});
