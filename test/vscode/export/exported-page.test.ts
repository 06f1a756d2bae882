import { expect, test } from 'vitest';
import { exportedRun } from '../../../src/vscode/export/export-run.ts';
import { exportedPage } from '../../../src/vscode/export/exported-page.ts';
import { inMemoryRun, planOf } from '../in-memory-runs.ts';

const attack = '</script><script>alert(1)</script><!--';

async function exported() {
  const run = inMemoryRun('run-1', attack);
  run.publish(...planOf({ a: [] }), { type: 'plan.approved', version: 1 });
  run.publish({
    type: 'story.scheduled',
    storyId: 'a',
    attempt: 1,
    route: { backend: 'scripted' },
    reservedUsd: null,
  });
  const page = exportedPage({
    title: attack,
    script: 'const text = "</script>";',
    style: 'a{}',
    nonce: 'n0nce',
    run: await exportedRun(run),
  });
  return { page, run };
}

test('no text of a run can leave the element it stands in', async () => {
  const { page } = await exported();
  expect([...page.matchAll(/<script/g)].length).toBe(2);
  expect([...page.matchAll(/<\/script>/g)].length).toBe(2);
  expect(page).not.toContain('<!--');
});

test('an exported page holds the whole run, and may neither load nor send anything', async () => {
  const { page, run } = await exported();
  const json = /<script id="exported"[^>]*>([^<]*)<\/script>/.exec(page)?.[1] ?? '';
  const { entries, logs } = JSON.parse(json);
  expect(entries).toEqual(await run.entries(1, run.view.seq));
  expect(Object.keys(logs)).toEqual(['a.1']);
  const policy = /Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/https?:|connect-src/);
});
