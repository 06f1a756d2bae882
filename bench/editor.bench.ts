import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type BuildOptions, build, type Metafile } from 'esbuild';
import { dashboard, extension } from '../esbuild.config.mjs';
import { whyNoWorkbench } from '../test/vscode/rig/available.ts';
import { packageVsix } from '../test/vscode/rig/vsix.ts';
import { openWorkbench } from '../test/vscode/rig/workbench.ts';
import { type Figure, median, printTable } from './table.ts';

/*
 * What the extension costs a window in which nobody uses it, and what people download: its start in a real VS Code,
 * where everything else starts at the same time, and in a fresh process in which nothing answers it; the package; the
 * dashboard's first script.
 */

const FRESH = 15;
const WINDOWS = 5;

const built = async (options: object) => {
  const { metafile, outputFiles = [] } = await build({
    ...(options as BuildOptions),
    write: false,
    metafile: true,
  });
  return { outputs: metafile.outputs, bytesOf: bytesIn(outputFiles) };
};

const bytesIn = (files: readonly { path: string; contents: Uint8Array }[]) => (output: string) =>
  files.find(({ path }) => path.endsWith(output))?.contents ?? new Uint8Array();

/** A file and all that it imports at once. */
function initial(outputs: Metafile['outputs'], file: string, found = new Set<string>()): ReadonlySet<string> {
  found.add(file);
  for (const { path, kind } of outputs[file]?.imports ?? [])
    if (kind === 'import-statement' && !found.has(path)) initial(outputs, path, found);
  return found;
}

/** The packages of others that are in these files, by name. */
const packagesIn = (outputs: Metafile['outputs'], files: Iterable<string>) => [
  ...new Set(
    [...files]
      .flatMap((file) => Object.keys(outputs[file]?.inputs ?? {}))
      .flatMap((input) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input)?.[1] ?? []),
  ),
];

type Times = { readonly load: number; readonly activate: number };

const inFreshProcess = (): Times & { readonly files: number } =>
  JSON.parse(execFileSync(process.execPath, ['bench/editor/activate.mjs'], { encoding: 'utf8' }));

/** The built extension in as many windows of a real VS Code, one after the other: what each start of it took. */
async function inVsCode(folder: string): Promise<readonly Times[]> {
  for (const name of ['dist', 'media']) symlinkSync(join(process.cwd(), name), join(folder, name));
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ ...manifest, main: './timed.cjs' }));
  copyFileSync('bench/editor/timed.cjs', join(folder, 'timed.cjs'));
  const file = join(folder, 'times');
  writeFileSync(file, '');
  const times = () => readFileSync(file, 'utf8').split('\n').filter(Boolean);
  const workbench = await openWorkbench({ extensionFolder: folder, env: { BARO_TEST_TIMES: file } });
  try {
    for (let windows = 1; windows <= WINDOWS; windows++) {
      if (windows > 1) await workbench.reload();
      while (times().length < windows) await sleep(100);
    }
  } finally {
    await workbench.close();
  }
  return times().map((line) => JSON.parse(line));
}

const startOf = (where: string, starts: readonly Times[]): readonly Figure[] => [
  {
    what: `${where}: loading the script, and activate()`,
    ...{ value: median(starts.map(({ load, activate }) => load + activate)), unit: 'ms' },
    limit: { is: 'at most', value: 20 },
  },
  { what: `${where}: activate() alone`, value: median(starts.map(({ activate }) => activate)), unit: 'ms' },
];

const folder = mkdtempSync(join(tmpdir(), 'baro-bench-editor-'));
const figures: Figure[] = [];
let unmeasured: string | undefined;
try {
  const vsix = join(folder, 'baro.vsix');
  await packageVsix(process.cwd(), vsix);

  const fresh = Array.from({ length: FRESH }, inFreshProcess);
  const files = Math.max(...fresh.map((run) => run.files));
  figures.push(...startOf('in a fresh process', fresh), {
    what: 'in a fresh process: files loaded',
    ...{ value: files, unit: '', limit: { is: 'at most', value: 1 } },
  });
  unmeasured = await whyNoWorkbench();
  if (unmeasured === undefined) figures.push(...startOf('in VS Code', await inVsCode(folder)));

  const host = await built(extension);
  const packages = packagesIn(host.outputs, Object.keys(host.outputs));
  const names = packages.length > 0 ? `: ${packages.join(', ')}` : '';
  figures.push(
    { what: 'extension.cjs', value: host.bytesOf('extension.cjs').length / 1000, unit: 'kB' },
    { what: `packages of others in it${names}`, value: packages.length, unit: '' },
    { what: 'VSIX', value: statSync(vsix).size / 1e6, unit: 'MB', limit: { is: 'at most', value: 1.5 } },
  );

  const page = await built(dashboard);
  const first = initial(page.outputs, 'dist/webview/main.js');
  const gzipped = [...first].reduce((sum, file) => sum + gzipSync(page.bytesOf(file)).length, 0);
  const zods = packagesIn(page.outputs, Object.keys(page.outputs)).filter((name) => name === 'zod').length;
  figures.push(
    {
      what: `the dashboard's first script, ${first.size} files, gzipped`,
      ...{ value: gzipped / 1000, unit: 'kB', limit: { is: 'at most', value: 150 } },
    },
    { what: 'zod in the dashboard', value: zods, unit: '', limit: { is: 'at most', value: 0 } },
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
printTable(figures);
if (unmeasured !== undefined) console.log(`  not measured: activate() in VS Code. ${unmeasured}`);
