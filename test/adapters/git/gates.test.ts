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

test.each(['.git', '.GIT', 'git~1', '.git.', '.git ', '.g\u200cit', '.git:x'])(
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
