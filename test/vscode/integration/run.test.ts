import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import * as vscode from 'vscode';
import { TOOLS } from '../../../src/vscode/contributions.ts';
import { uriOf } from '../../../src/vscode/documents.ts';
import { baro } from './api.ts';
import { listen } from './listen.ts';
import { test } from './suite.ts';

const status = async (): Promise<string> => {
  const { content } = await vscode.lm.invokeTool(TOOLS.runStatus, {
    input: {},
    toolInvocationToken: undefined,
  });
  return content.map((part) => (part instanceof vscode.LanguageModelTextPart ? part.value : '')).join('');
};

const tabs = () => vscode.window.tabGroups.all.flatMap(({ tabs: all }) => all);

/** Comments on the third line of a file of the story's first attempt, and submits it. */
async function comment(runId: string, storyId: string, text: string): Promise<void> {
  const uri = uriOf({
    runId,
    storyId,
    attempt: 1,
    path: 'src/a.js',
    commit: 'b'.repeat(40),
    side: 'attempt',
  });
  const reviews = vscode.comments.createCommentController('test', 'Test');
  try {
    const thread = reviews.createCommentThread(uri, new vscode.Range(2, 0, 2, 0), []);
    await vscode.commands.executeCommand('baro.addFeedback', { thread, text });
    await vscode.commands.executeCommand('baro.submitFeedback', thread);
  } finally {
    reviews.dispose();
  }
}

test('the demo runs to its end: heard by others, seen as virtual documents, and nothing else is opened', async () => {
  const api = await baro();
  const events = listen(api);
  const integrated: string[] = [];
  const guest = api.register({
    name: 'guest',
    on: { 'story.integrated': ({ storyId }) => void integrated.push(storyId) },
  });
  const opened: string[] = [];
  const watch = vscode.workspace.onDidOpenTextDocument(({ uri }) => opened.push(uri.scheme));
  try {
    await vscode.commands.executeCommand('baro.tryDemo');
    const runId = await events.until('plan.proposed');
    assert.match(await status(), /The plan waits for approval/);
    await vscode.commands.executeCommand('baro.approvePlan', { runId, version: 0 });
    assert.match(await status(), /The plan waits for approval/, 'another version of it was not approved');
    await vscode.commands.executeCommand('baro.approvePlan');
    await events.until('run.completed');

    const seqs = events.heard.map(({ entry }) => entry.seq);
    assert.deepEqual(
      seqs,
      seqs.map((_, at) => (seqs[0] ?? 0) + at),
      'entries are told in order, without a gap',
    );
    const [summary] = (await api.runs()).filter(({ id }) => id === runId);
    assert.equal(summary?.state, 'done');
    assert.ok(summary.stories >= 6);
    assert.deepEqual(integrated.length, summary.stories);
    assert.match(await status(), /done, \d+ of \d+ stories integrated/);

    const storyId = integrated[0] ?? '';
    await vscode.commands.executeCommand('baro.showStoryDiff', { runId, storyId });
    const diff = tabs().find(
      ({ input }) => !(input instanceof vscode.TabInputWebview) && input !== undefined,
    );
    assert.ok(diff, 'a diff is open');
    assert.deepEqual(
      [...new Set(opened)].filter((scheme) => scheme !== 'baro'),
      [],
    );
    assert.equal(vscode.workspace.workspaceFolders?.length, 1, 'no folder was added to the workspace');

    await comment(runId, storyId, 'Say it in one line');
    await events.until('rerun.requested');
    const asked = events.heard.find(({ entry }) => entry.event.type === 'rerun.requested')?.entry.event;
    assert.ok(asked?.type === 'rerun.requested');
    assert.deepEqual([asked.storyId, asked.note], [storyId, 'src/a.js:3: Say it in one line']);
    await vscode.commands.executeCommand('baro.stop', { runId });
    await events.until('run.stopped');
  } finally {
    watch.dispose();
    guest.dispose();
    events.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  }
});

test('a demo that is begun while another one waits hides nothing of that', async () => {
  const api = await baro();
  const events = listen(api);
  const before = new Set((await api.runs()).map(({ id }) => id));
  try {
    await vscode.commands.executeCommand('baro.tryDemo');
    const first = await events.until('plan.proposed');
    await vscode.commands.executeCommand('baro.tryDemo');
    const listed = (await api.runs()).filter(({ id }) => !before.has(id));
    assert.equal(listed.length, 2);
    assert.ok(listed.some(({ id }) => id === first));
    for (const { id } of listed) await vscode.commands.executeCommand('baro.stop', { runId: id });
  } finally {
    events.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  }
});

test('a run that was stopped goes on when it is resumed', async () => {
  const api = await baro();
  const events = listen(api);
  try {
    await vscode.commands.executeCommand('baro.tryDemo');
    const runId = await events.until('plan.proposed');
    await vscode.commands.executeCommand('baro.stop', { runId });
    await events.until('run.stopped');
    await vscode.commands.executeCommand('baro.resume', { runId });
    await events.until('run.reopened');
    await vscode.commands.executeCommand('baro.approvePlan', { runId });
    await events.until('attempt.committed');
    await vscode.commands.executeCommand('baro.stop', { runId });
    const [summary] = (await api.runs()).filter(({ id }) => id === runId);
    assert.equal(summary?.state, 'stopped');
  } finally {
    events.dispose();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  }
});

test('a setting that breaks its rule stands in the way of a run, instead of counting as no limit', async () => {
  const api = await baro();
  const settings = vscode.workspace.getConfiguration();
  await settings.update('baro.budget.usd', -5, vscode.ConfigurationTarget.Global);
  try {
    await assert.rejects(api.run('Make it better'), /baro\.budget\.usd has to be a number/);
  } finally {
    await settings.update('baro.budget.usd', undefined, vscode.ConfigurationTarget.Global);
  }
});

test('the doctor has something to say of a folder that is no repository', async () => {
  await baro();
  const folder = await mkdtemp(join(tmpdir(), 'baro-doctor-'));
  try {
    await vscode.commands.executeCommand('baro.doctor', { folder });
    while (!tabs().some(({ label }) => label.includes('Baro Doctor'))) await setTimeout(50);
  } finally {
    await rm(folder, { recursive: true, force: true });
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  }
});

test('a run that cannot be started says why, and nothing was created', async () => {
  const api = await baro();
  const before = (await api.runs()).length;
  await assert.rejects(api.run('   '), /goal/i);
  assert.equal((await api.runs()).length, before);
});
