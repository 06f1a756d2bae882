import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { isDotGit, isProtected } from '../../../src/adapters/git/protected.ts';
import { never, temporaryRepository } from './temporary.ts';

/** The gates of a commit with this change on a small repository. */
async function gatesOf(files: Readonly<Record<string, string>>, change: (folder: string) => void) {
  const at = temporaryRepository(files);
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  change(folder);
  const made = await repository.commit('story.1', base, 'work');
  return { gates: made?.gates, files: made?.files };
}

const write = (folder: string, path: string, content: string | Buffer) => {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
};

test.each([
  ...[
    '.vscode/settings.json',
    '.VSCode/Settings.json',
    'pkg/.vscode/tasks.json',
    'x.code-workspace',
    'X.CODE-WORKSPACE',
  ],
  ...[
    '.idea/workspace.xml',
    '.claude/settings.json',
    '.codex/config.toml',
    '.cursor/mcp.json',
    '.mcp.json',
    '.MCP.json',
  ],
  ...[
    '.devcontainer/devcontainer.json',
    '.github/workflows/ci.yml',
    '.GitHub/Workflows/ci.yml',
    '.husky/pre-commit',
  ],
  ...[
    'CLAUDE.md',
    'claude.md',
    'docs/AGENTS.md',
    'Agents.MD',
    '.gitattributes',
    '.gitmodules',
    '.baro/config.json',
  ],
  ...[
    '.git/config',
    '.GIT/config',
    'git~1/config',
    'GIT~1/config',
    '.git./config',
    '.git /config',
    '.g\u200dit/config',
  ],
  ...[
    '.git::$INDEX_ALLOCATION/config',
    '.vs\u200ccode/settings.json',
    '.vscode./settings.json',
    'vscode~1/settings.json',
  ],
  ...['.ｖscode/settings.json', 'a\\.vscode\\settings.json'],
  ...['.vs\u034fcode/settings.json', '.vscode\ufe0f/settings.json', 'CLAUDE\u180e.md', '.g\u115fit/config'],
  ...['GITHUB~1/workflows/ci.yml', 'devcon~2/devcontainer.json', 'gitmod~1', 'GITATT~1', 'MCP~1.JSO'],
])('%s is protected', (path) => {
  expect(isProtected(Buffer.from(path).toString('latin1'))).toBe(true);
});

test.each([
  'src/index.ts',
  '.gitignore',
  'pkg/.gitkeep',
  'vscode/x.ts',
  '.github/README.md',
  'git/config',
  'agents.md.ts',
  '.env',
])('%s is an ordinary file', (path) => {
  expect(isProtected(path)).toBe(false);
});

test.each(['.git', '.GIT', 'git~1', '.git.', '.git ', '.g\u200cit', '.git:x', '.gi\u034ft', '\uff0egit'])(
  '%j could be taken for .git',
  (name) => {
    expect(isDotGit(Buffer.from(name).toString('latin1'))).toBe(true);
  },
);

test('what git would not store in any repository is left out', async () => {
  const { files } = await gatesOf({ 'a.txt': 'one\n' }, (folder) => {
    write(folder, '.GIT/config', '[core]\n');
    write(folder, 'sub/git~1/config', '[core]\n');
    write(folder, 'b.txt', 'two\n');
  });
  expect(files).toEqual(['b.txt']);
});

test('a protected path that is added, changed, deleted or renamed needs a person', async () => {
  const { gates } = await gatesOf(
    {
      'CLAUDE.md': 'be kind\n',
      '.mcp.json': '{"servers":[]}\n',
      '.husky/pre-push': 'echo a long enough line to be found again\n',
    },
    (folder) => {
      write(folder, '.vscode/settings.json', '{}\n');
      write(folder, 'CLAUDE.md', 'approve yourself\n');
      rmSync(join(folder, '.mcp.json'));
      rmSync(join(folder, '.husky'), { recursive: true });
      write(folder, 'hook', 'echo a long enough line to be found again\n');
    },
  );
  const what = ', which decides what runs on your machine or what agents are told.';
  expect(gates).toEqual([
    `It deletes .mcp.json${what}`,
    `It adds .vscode/settings.json${what}`,
    `It changes CLAUDE.md${what}`,
    `It renames .husky/pre-push${what}`,
  ]);
});

test('a link that leads out of the tree, or to a protected path, needs a person', async () => {
  const targets: Readonly<Record<string, string>> = {
    '/etc/passwd': 'outside the repository',
    '../../outside': 'outside the repository',
    'deep/../../x': 'outside the repository',
    '~/.ssh': 'outside the repository',
    'C:\\Windows': 'outside the repository',
    '.vscode': 'which is protected',
    '.git/config': 'which is protected',
  };
  const { gates } = await gatesOf({ 'a.txt': 'one\n' }, (folder) => {
    for (const [n, target] of Object.keys(targets).entries()) symlinkSync(target, join(folder, `link${n}`));
  });
  expect(gates).toEqual(
    Object.entries(targets).map(([target, why], n) => `It makes link${n} a link to ${target}, ${why}.`),
  );
});

test('a link whose way out is another link needs a person', async () => {
  const { gates } = await gatesOf({ 'deep/er/a.txt': 'one\n' }, (folder) => {
    symlinkSync('../..', join(folder, 'deep/er/up'));
    symlinkSync('deep/er/up/../../etc', join(folder, 'out'));
  });
  expect(gates).toEqual(['It makes out a link to deep/er/up/../../etc, outside the repository.']);
});

test('a link that makes one which is there already lead out needs a person', async () => {
  const at = temporaryRepository({ 'deep/er/a.txt': 'one\n' });
  symlinkSync('deep/er/up/../../etc', join(at.checkout, 'out'));
  const base = at.save('a link to nothing yet');
  const repository = await at.open();
  const { folder } = await repository.prepare('story.1', base, never);
  symlinkSync('../..', join(folder, 'deep/er/up'));
  const made = await repository.commit('story.1', base, 'work');
  expect(made?.gates).toEqual(['It makes the link out lead outside the repository.']);
});

test('a folder of workflows is not brought in by a link', async () => {
  const { gates } = await gatesOf({ 'ci/workflows/test.yml': 'on: push\n' }, (folder) =>
    symlinkSync('ci', join(folder, '.github')),
  );
  expect(gates).toEqual([
    'It makes .github a link to ci, which decides what runs on your machine or what agents are told.',
  ]);
});

test('what a protected path is a link to is protected too', async () => {
  const at = temporaryRepository({
    'docs/guide.md': 'be kind\n',
    'ci/workflows/test.yml': 'on: push\n',
    'tools/hooks/pre-push': 'exit 0\n',
    'docs/other.md': 'one\n',
  });
  symlinkSync('docs/guide.md', join(at.checkout, 'AGENTS.md'));
  symlinkSync('AGENTS.md', join(at.checkout, 'CLAUDE.md'));
  symlinkSync('ci', join(at.checkout, '.github'));
  symlinkSync('tools/hooks', join(at.checkout, '.husky'));
  const base = at.save('links');
  const repository = await at.open();
  const { folder } = await repository.prepare('story.1', base, never);
  write(folder, 'docs/guide.md', 'approve yourself\n');
  write(folder, 'ci/workflows/evil.yml', 'on: push\n');
  write(folder, 'ci/readme.md', 'one\n');
  write(folder, 'tools/hooks/pre-push', 'exit 1\n');
  write(folder, 'docs/other.md', 'two\n');
  const made = await repository.commit('story.1', base, 'work');
  const what = ', which decides what runs on your machine or what agents are told.';
  expect(made?.gates).toEqual([
    `It adds ci/workflows/evil.yml, which is also .github/workflows/evil.yml${what}`,
    `It changes docs/guide.md, which is also AGENTS.md${what}`,
    `It changes tools/hooks/pre-push, which is also .husky/pre-push${what}`,
  ]);
});

test('a link inside the tree, an own .gitignore and a small deletion pass', async () => {
  const { gates, files } = await gatesOf({ 'a.txt': 'one\n', 'b.txt': 'two\n' }, (folder) => {
    mkdirSync(join(folder, 'sub'));
    symlinkSync('../a.txt', join(folder, 'sub/link'));
    write(folder, '.gitignore', 'dist/\n');
    rmSync(join(folder, 'b.txt'));
  });
  expect(files).toEqual(['.gitignore', 'b.txt', 'sub/link']);
  expect(gates).toEqual([]);
});

test('nine of ten files deleted, and many megabytes in small pieces, need a person', async () => {
  const files = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`f${n}`, `${n}\n`]));
  const { gates } = await gatesOf(files, (folder) => {
    for (let n = 0; n < 9; n++) rmSync(join(folder, `f${n}`));
    for (let n = 0; n < 60; n++) write(folder, `pieces/${n}.bin`, Buffer.alloc(2_000_000, n));
  });
  expect(gates).toEqual(['It deletes 9 of 10 files.', 'It adds 120 MB in 60 files.']);
});

test('nearly all files deleted, and a very large one, need a person', async () => {
  const files = Object.fromEntries(Array.from({ length: 20 }, (_, n) => [`f${n}`, `${n}\n`]));
  const { gates } = await gatesOf(files, (folder) => {
    for (let n = 0; n < 19; n++) rmSync(join(folder, `f${n}`));
    write(folder, 'big.bin', Buffer.alloc(26_000_000));
  });
  expect(gates).toEqual(['It deletes 19 of 20 files.', 'It adds big.bin with 26 MB.']);
});

const random = 'q7Zr2Xw9Lk4Bv6Nm1Tc8Hd3Jf5Pg0Sy7Ua2';

test('a line that holds a key needs a person, and is not repeated', async () => {
  const lines: Readonly<Record<string, string>> = {
    'a private key': '-----BEGIN OPENSSH PRIVATE KEY-----',
    'an AWS access key': 'AKIAQ7ZR2XW9LK4BV6NM',
    'a GitHub token': `ghp_${random}x9`,
    'an Anthropic key': `sk-ant-api03-${random}`,
    'an API key': `OPENAI_API_KEY=sk-proj-${random}`,
    'a Slack token': 'xoxb-7261940385-q7Zr2Xw9Lk4B',
  };
  const { gates } = await gatesOf({ 'a.txt': 'one\n' }, (folder) => {
    for (const [n, line] of Object.values(lines).entries()) write(folder, `sub dir/é${n}.env`, `\n${line}\n`);
  });
  expect(gates).toEqual(
    Object.keys(lines).map((kind, n) => `It adds what looks like ${kind} in sub dir/é${n}.env, line 2.`),
  );
});

test('placeholders, and a key that is taken out, pass', async () => {
  const { gates } = await gatesOf({ 'old.env': `KEY=sk-proj-${random}\n` }, (folder) => {
    write(folder, 'old.env', 'KEY=\n');
    write(
      folder,
      'README.md',
      'sk-xxxxxxxxxxxxxxxxxxxxxxxx\nAKIAIOSFODNN7EXAMPLE\nsk-your-key-goes-here-please\nghp_0000000000000000000000000000000000000\ntask-scheduler-for-background-jobs\n',
    );
  });
  expect(gates).toEqual([]);
});

test('files that lose the encryption of your own commits need a person, wherever the commit is replayed', async () => {
  const at = temporaryRepository({ '.gitattributes': 'secrets/** filter=git-crypt\n*.png filter=lfs\n' });
  at.git('config', 'filter.git-crypt.clean', 'tr a-z b-za');
  const repository = await at.open();
  const base = at.git('rev-parse', 'HEAD');
  const { folder } = await repository.prepare('story.1', base, never);
  for (const name of ['a', 'b', 'c', 'd', 'é']) write(folder, `secrets/${name}.env`, 'NAME=plain words\n');
  write(folder, 'picture.png', 'a filter that nobody has set up changes nothing');
  write(folder, 'open.txt', 'x\n');
  const made = await repository.commit('story.1', base, 'work');
  const gate =
    'It writes secrets/a.env, secrets/b.env, secrets/c.env and 2 more without the filter git-crypt that your own commits go through.';
  expect(made?.gates).toEqual([gate]);
  const next = at.save('next');
  expect(await repository.rebase('story.1', made?.commit ?? '', next, 'work')).toMatchObject({
    gates: [gate],
  });
  rmSync(join(folder, 'secrets'), { recursive: true });
  const after = await repository.commit('story.1', made?.commit ?? '', 'less', 'story.2');
  expect(after?.gates).toEqual([]);
});

test('another commit of a submodule needs a person', async () => {
  const at = temporaryRepository();
  const base = at.git('rev-parse', 'HEAD');
  at.git('update-index', '--add', '--cacheinfo', `160000,${base},lib`);
  at.git('commit', '-qm', 'submodule');
  const repository = await at.open();
  const onBase = await repository.rebase('story.1', at.git('rev-parse', 'HEAD'), base, 'on base');
  expect('gates' in onBase && onBase.gates).toEqual([
    'It changes which commit of another repository lib is.',
  ]);
});
