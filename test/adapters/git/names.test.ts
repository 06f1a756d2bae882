import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { never, temporaryRepository } from './temporary.ts';

const HOSTILE = [
  ...[
    '--help',
    '-rf',
    '$(touch x)',
    '`id`',
    'a;b',
    'a|b',
    "quote'",
    'double"quote',
    'back\\slash',
    'new\nline',
  ],
  ...[
    'tab\there',
    'escape\u001b[31m',
    ' leading',
    'trailing ',
    ':(glob)*',
    '*',
    '?',
    '[a]',
    '!bang',
    '#hash',
  ],
  ...['über', 'u\u0308ber', '\u202egnp.exe', '\u3000', 'n'.repeat(255), 'HEAD', '@', '@{u}', 'con', 'a..b'],
];

test('files with hostile names are committed, compared, merged and brought back', async () => {
  const at = temporaryRepository();
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  for (const name of HOSTILE) writeFileSync(join(folder, name), `${name}\n`);
  const made = await repository.commit('story.1', base, 'names');
  expect([...(made?.files ?? [])].sort()).toEqual([...HOSTILE].sort());
  expect([...(await repository.changedPaths(base, made?.commit ?? ''))].sort()).toEqual([...HOSTILE].sort());
  await repository.checkout('story.1', base);
  expect(readdirSync(folder).sort()).toEqual(['.git', 'a.txt']);
  await repository.checkout('story.1', made?.commit ?? '');
  expect(readdirSync(folder).sort()).toEqual(['.git', 'a.txt', ...HOSTILE].sort());
  const other = await repository.prepare('story.2', base, never);
  for (const name of HOSTILE) writeFileSync(join(other.folder, name), 'otherwise\n');
  const snapshot = await repository.snapshot('story.2');
  expect([...(await repository.rehearse(made?.commit ?? '', snapshot ?? ''))].sort()).toEqual(
    [...HOSTILE].sort(),
  );
});

test.runIf(process.platform === 'linux')(
  'a name that is no UTF-8 survives, and is shown as git would quote it',
  async () => {
    const at = temporaryRepository();
    const repository = await at.open();
    const base = at.git('rev-parse', 'HEAD');
    const { folder } = await repository.prepare('story.1', base, never);
    writeFileSync(Buffer.concat([Buffer.from(`${folder}/caf`), Buffer.from([0xe9])]), 'x\n');
    mkdirSync(join(folder, 'sub'));
    const made = await repository.commit('story.1', base, 'latin');
    expect(made?.files).toEqual(['caf\\351']);
    expect(at.git('ls-tree', '--name-only', made?.commit ?? '')).toContain('"caf\\351"');
  },
);

test('what could be another folder, or hide, cannot name a worktree', async () => {
  const at = temporaryRepository();
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const names = ['../evil', 'a/b', '', '.hidden', '.spare-1', 'Upper', 'a b', 'a.1.2', '-x', 'a..1', 'x\n'];
  for (const name of names) {
    await expect(repository.prepare(name, base, never), name).rejects.toThrow('cannot name');
    await expect(repository.remove(name), name).rejects.toThrow('cannot name');
  }
});

test('a message is kept as it is, whatever it holds', async () => {
  const at = temporaryRepository();
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  writeFileSync(join(folder, 'x'), 'x\n');
  const message = `-m "$(id)" \`x\`\n\n# no comment\n\n${'long '.repeat(40_000)}\n\nBaro-Run: r1`;
  const made = await repository.commit('story.1', base, message);
  expect(await repository.commits(base, made?.commit ?? '')).toEqual([{ commit: made?.commit, message }]);
});
