import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the command line of `code` says that matters for a test run; the rest is for a desktop. */
export type CodeArguments = {
  readonly extensionFolders: readonly string[];
  readonly testsFile?: string;
  /** A folder or a `.code-workspace` file. */
  readonly workspace?: string;
};

const path = (given: string): string => (given.startsWith('file:') ? fileURLToPath(given) : resolve(given));

export const readArguments = (argv: readonly string[]): CodeArguments => {
  const valuesOf = (name: string) =>
    argv.filter((arg) => arg.startsWith(`--${name}=`)).map((arg) => path(arg.slice(name.length + 3)));
  const testsFile = valuesOf('extensionTestsPath').at(-1);
  const workspace = argv.find((arg) => !arg.startsWith('-'));
  return {
    extensionFolders: valuesOf('extensionDevelopmentPath'),
    ...(testsFile && { testsFile }),
    ...(workspace && { workspace: path(workspace) }),
  };
};
