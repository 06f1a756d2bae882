import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { whyNoWorkbench } from './available.ts';
import { bundleTests } from './bundle-tests.ts';
import { alive, descendants } from './process-tree.ts';
import { runCode, startCode } from './run-code.ts';
import { makeThrowaway, type Throwaway } from './throwaway.ts';

const suite = join(import.meta.dirname, '../integration/suite.ts');

describe.skipIf(await whyNoWorkbench())('tests inside the extension host', () => {
  let throwaway: Throwaway;
  beforeAll(async () => {
    throwaway = await makeThrowaway();
  });
  afterAll(() => throwaway.remove());

  const prepare = async (body: string): Promise<string[]> => {
    const { folder } = throwaway;
    await writeFile(join(folder, 'suite.ts'), `export * from ${JSON.stringify(suite)};`);
    await writeFile(
      join(folder, 'some.test.ts'),
      `import * as vscode from 'vscode'; import { test } from './suite.ts'; ${body}`,
    );
    const testsFile = join(folder, 'tests.cjs');
    await bundleTests(folder, testsFile);
    return [
      `--extensionDevelopmentPath=${folder}`,
      `--extensionTestsPath=${testsFile}`,
      join(folder, 'workspace'),
    ];
  };
  const runIn = async (body: string) => runCode(await prepare(body));

  test('end with 0 when all pass, and see the extension, the workspace and its files change', async () => {
    const { code, output } = await runIn(`
      test('the extension is there', async () => {
        const { id } = vscode.extensions.getExtension('nobody.throwaway');
        console.log('%s in %s', id, vscode.workspace.workspaceFolders[0].name);
      });
      test('files are watched', async () => {
        const [folder] = vscode.workspace.workspaceFolders;
        const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, '*.txt'));
        const seen = new Promise((resolve) => watcher.onDidCreate(resolve));
        await new Promise((resolve) => setTimeout(resolve, 500));
        await vscode.workspace.fs.writeFile(vscode.Uri.joinPath(folder.uri, 'a.txt'), Buffer.from('a'));
        await seen;
      });`);
    expect(output).toBe(
      'nobody.throwaway in workspace\nok the extension is there\nok files are watched\n2 passed, 0 failed\n',
    );
    expect(code).toBe(0);
  });

  test('end with 1 when one fails, and say which', async () => {
    const { code, output } = await runIn(`
      test('one holds', async () => {});
      test('one does not', async () => { throw new Error('as it must'); });`);
    expect(output).toContain('ok one holds\nnot ok one does not\nError: as it must');
    expect(output).toContain('1 passed, 1 failed\n');
    expect(code).toBe(1);
  });

  test('end with 1 and say why when they cannot even be loaded', async () => {
    const { code, output } = await runIn(`throw new Error('broken at the start');`);
    expect(output).toContain('broken at the start');
    expect(code).toBe(1);
  });

  test.each(['SIGTERM', 'SIGKILL'] as const)('leave nothing running after %s', async (signal) => {
    const code = startCode(
      await prepare(`
      test('waits', () => { console.log('waiting'); return new Promise(() => {}); });`),
    );
    await once(code.stdout, 'data');
    const pids = await descendants(code.pid ?? 0);
    expect(pids.length).toBeGreaterThan(5);
    code.kill(signal);
    await once(code, 'close');
    while ((await alive(pids)).length > 0) await after(50);
  });
});
