/** Runs `integration/*.test.ts` inside a real VS Code, with the built extension from this folder. */
import { join } from 'node:path';
import { runTests } from '@vscode/test-electron';
import { bundleTests } from './rig/bundle-tests.ts';
import { reasonToSkip } from './rig/cannot-run.ts';
import { chooseHost } from './rig/host.ts';
import { cacheFolder, projectFolder } from './rig/paths.ts';
import { makeRepository } from './rig/repository.ts';

const host = await chooseHost().catch((error) => {
  reasonToSkip(error);
  console.log('0 passed, 0 failed, every integration test skipped');
  process.exit(0);
});

const extensionTestsPath = join(cacheFolder, 'integration.cjs');
await bundleTests(join(import.meta.dirname, 'integration'), extensionTestsPath);
const repository = await makeRepository({ 'README.md': '# A workspace\n' });
console.log(`The integration tests run in ${host.name}.`);
try {
  await runTests({
    vscodeExecutablePath: host.executable,
    extensionDevelopmentPath: [projectFolder, join(import.meta.dirname, 'integration/fake-models')],
    extensionTestsPath,
    launchArgs: [repository.folder, '--disable-extensions'],
  });
} catch {
  process.exitCode = 1;
} finally {
  await repository.remove();
}
