import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as vscode from 'vscode';
import { smallPlan, smallRepository } from '../../whole/rig/small-run.ts';
import { makeRepository } from '../rig/repository.ts';
import { baro } from './api.ts';
import { listen } from './listen.ts';
import { test } from './suite.ts';

const git = (folder: string, ...args: readonly string[]) =>
  execFileSync('git', args, { cwd: folder, encoding: 'utf8' }).trim();
const treeOf = (folder: string, ref: string) => git(folder, 'rev-parse', `${ref}^{tree}`);

test('a model of the editor takes a goal to its branch, with the same content as every other backend', async () => {
  const api = await baro();
  const events = listen(api);
  const repository = await makeRepository(smallRepository);
  const notes = smallPlan.stories.map(({ id }) => [`notes/${id}.txt`, `${id}\n`]);
  const wanted = await makeRepository({ ...smallRepository, ...Object.fromEntries(notes) });
  try {
    await vscode.commands.executeCommand('baro-test.plan', smallPlan);
    const runId = await api.run(smallPlan.goal, {
      ...{ folder: repository.folder, preset: 'copilot', model: 'player-1' },
      ...{ approve: 'auto', localOnly: true },
    });
    assert.equal(await events.until('run.completed'), runId);
    const all = events.heard.map(({ entry }) => entry.event);
    const branch = git(repository.folder, 'for-each-ref', '--format=%(refname)', 'refs/heads/baro/');
    const asked = all.flatMap((event) => (event.type === 'usage.recorded' ? [event] : []));
    assert.deepEqual([...new Set(asked.map(({ route }) => route.backend))], ['copilot']);
    assert.deepEqual([...new Set(asked.map(({ phase }) => phase))].sort(), [
      'architect',
      'critic',
      'planner',
      'story',
    ]);
    assert.equal(treeOf(repository.folder, branch), treeOf(wanted.folder, 'HEAD'));
  } finally {
    events.dispose();
    await repository.remove();
    await wanted.remove();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  }
});
