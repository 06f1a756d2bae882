/* From a clone to the extension installed: dependencies, build, package, and the editor's own command line. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

const VSIX = resolve('baro.vsix');
const EDITORS = ['code', 'code-insiders', 'codium', 'cursor', 'windsurf', 'code-server'];

const run = (file, args) =>
  spawnSync(file, args, { stdio: 'inherit', shell: process.platform === 'win32' }).status ?? 1;
const must = (file, ...args) => {
  if (run(file, args) !== 0) {
    console.error(`${file} ${args.join(' ')} failed; nothing was installed.`);
    process.exit(1);
  }
};
const there = (editor) =>
  spawnSync(editor, ['--version'], { stdio: 'ignore', shell: process.platform === 'win32' }).status === 0;

if (!existsSync('node_modules')) must('npm', 'ci', '--no-audit', '--no-fund');
must('npm', 'run', 'package');
const editor = process.argv[2] ?? EDITORS.find(there);
if (editor) {
  must(editor, '--install-extension', VSIX, '--force');
  console.log('Installed. Reload the window, then run “Baro: Try the Demo” from the command palette.');
} else {
  console.log(`No editor was found on the PATH (${EDITORS.join(', ')}).`);
  console.log(`Install ${VSIX} from the Extensions view: “…”, then “Install from VSIX”.`);
}
