/**
 * Looks like `code` to @vscode/test-electron, and runs the tests inside a VS Code server's extension host. Exits as
 * they do; 98 when they take too long. Of the environment only `BARO_TEST_*` reaches them.
 */
import { addressOf } from './address.ts';
import { readArguments } from './code-arguments.ts';
import { developWith } from './development.ts';
import { hostOutput, markOutput } from './host-output.ts';
import { interruption } from './interruption.ts';
import { openSession } from './session.ts';

const { BARO_TEST_TIMEOUT_SECONDS = '300' } = process.env;

const given = () =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('BARO_TEST_')));

/** The exit code of the tests, or of what came before their end. */
const runTests = async (argv: readonly string[], interrupted: Promise<number>): Promise<number> => {
  const { workspace, extensionFolders, testsFile } = readArguments(argv);
  if (!testsFile) throw new Error('Without --extensionTestsPath there is nothing to run.');
  const { page, authority, folder, close } = await openSession({ env: given() });
  try {
    const output = hostOutput();
    await page.exposeFunction('codeAutomationLog', output.read);
    const finished = new Promise<number>((resolve, reject) => {
      page.exposeFunction('codeAutomationExit', resolve).catch(reject);
    });
    const marked = await markOutput(folder, testsFile);
    await developWith(page, authority, { extensionFolders, testsFile: marked });
    await page.goto(addressOf(authority, workspace));
    const code = await Promise.race([finished, interrupted]);
    if (code !== 0) output.explainSilence();
    return code;
  } finally {
    await close();
  }
};

process.exit(await runTests(process.argv.slice(2), interruption(Number(BARO_TEST_TIMEOUT_SECONDS))));
