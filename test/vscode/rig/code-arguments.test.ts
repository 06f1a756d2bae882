import { expect, test } from 'vitest';
import { readArguments } from './code-arguments.ts';

test('of what @vscode/test-electron says, the extension, its tests and the workspace count', () => {
  const argv = [
    '/a/workspace',
    '--disable-extensions',
    '--no-sandbox',
    '--extensionTestsPath=/dist/tests.cjs',
    '--extensionDevelopmentPath=/one',
    '--extensionDevelopmentPath=file:///two%20words',
    '--user-data-dir=/data',
  ];
  expect(readArguments(argv)).toEqual({
    extensionFolders: ['/one', '/two words'],
    testsFile: '/dist/tests.cjs',
    workspace: '/a/workspace',
  });
});

test('without a workspace the window is empty', () => {
  expect(readArguments(['--extensionTestsPath=/tests.cjs'])).toEqual({
    extensionFolders: [],
    testsFile: '/tests.cjs',
  });
});
