import { expect, test } from 'vitest';
import { commandsOf, type Files } from '../../support/mapped.ts';

const json = (value: unknown) => JSON.stringify(value);

const scripts = { build: 'tsc', test: 'vitest run', lint: 'eslint .', typecheck: 'tsc --noEmit' };
const withLock = (lock: string, more: Files = {}) =>
  commandsOf({ 'package.json': json({ scripts, devDependencies: { vitest: '4' } }), [lock]: '', ...more });

test('the lock file names the client, the scripts name the commands', async () => {
  expect(await withLock('package-lock.json')).toEqual({
    packageManager: 'npm',
    setup: ['npm ci'],
    build: ['npm run build'],
    test: ['npm test'],
    lint: ['npm run lint', 'npm run typecheck'],
    workspaces: [],
  });
  expect(await withLock('pnpm-lock.yaml')).toMatchObject({
    packageManager: 'pnpm',
    setup: ['pnpm install --frozen-lockfile'],
    test: ['pnpm test'],
  });
  expect(await withLock('yarn.lock')).toMatchObject({
    packageManager: 'yarn',
    setup: ['yarn install --frozen-lockfile'],
    test: ['yarn test'],
  });
  expect(await withLock('yarn.lock', { '.yarnrc.yml': '' })).toMatchObject({
    setup: ['yarn install --immutable'],
  });
  expect(await withLock('bun.lock')).toMatchObject({
    packageManager: 'bun',
    setup: ['bun install --frozen-lockfile'],
    test: ['bun run test'],
  });
});

test('a packageManager field outweighs a lock file', async () => {
  const { packageManager } = await commandsOf({
    'package.json': json({ packageManager: 'pnpm@9.1.0', scripts }),
    'package-lock.json': '{}',
  });
  expect(packageManager).toBe('pnpm');
});

test('without a lock file what is needed is installed, and nothing where nothing is needed', async () => {
  const setup = async (manifest: object) => (await commandsOf({ 'package.json': json(manifest) })).setup;
  expect(await setup({ dependencies: { zod: '4' } })).toEqual(['npm install']);
  expect(await setup({ scripts })).toEqual([]);
});

test('the placeholder that npm init writes is no test', async () => {
  const placeholder = 'echo "Error: no test specified" && exit 1';
  const files = { 'package.json': json({ scripts: { test: placeholder } }) };
  expect((await commandsOf(files)).test).toEqual([]);
  expect((await commandsOf({ ...files, 'test/a.test.js': '' })).test).toEqual(['node --test']);
});

test('a test runner among the dependencies is enough where no script names it', async () => {
  const files = { 'package.json': json({ devDependencies: { jest: '30' } }), 'src/a.spec.ts': '' };
  expect((await commandsOf(files)).test).toEqual(['npx jest']);
});

test('tests without any package.json are run by node itself', async () => {
  expect((await commandsOf({ 'lib/a.js': '', 'lib/a.test.js': '' })).test).toEqual(['node --test']);
});

test('a manifest that is no JSON, or has odd fields, is one that says nothing', async () => {
  expect(await commandsOf({ 'package.json': '{ oops' })).toMatchObject({ setup: [], test: [] });
  expect(await commandsOf({ 'package.json': json({ scripts: 7, workspaces: 'a' }) })).toMatchObject({
    test: [],
    workspaces: [],
  });
});

test('the workspaces of a monorepo are found, and its scripts run in all of them', async () => {
  const inner = {
    'packages/a/package.json': json({ scripts: { test: 'jest', build: 'tsc' } }),
    'packages/b/package.json': '{}',
  };
  const npm = { 'package.json': json({ workspaces: ['packages/*', '!packages/b'] }), ...inner };
  expect(await commandsOf(npm)).toMatchObject({
    workspaces: ['packages/a'],
    test: ['npm run test --workspaces --if-present'],
  });
  const pnpm = {
    'package.json': '{}',
    'pnpm-lock.yaml': '',
    'pnpm-workspace.yaml':
      "# ours\npackages:\n  - 'packages/*'\n  - '!packages/a' # old\ncatalog:\n  - x/*\n",
    ...inner,
  };
  expect(await commandsOf(pnpm)).toMatchObject({ workspaces: ['packages/b'], test: [] });
  const all = { ...pnpm, 'pnpm-workspace.yaml': 'packages:\n  - packages/*\n' };
  expect(await commandsOf(all)).toMatchObject({
    build: ['pnpm -r --if-present run build'],
    test: ['pnpm -r --no-bail --if-present run test'],
  });
  expect(
    await commandsOf({ 'package.json': '{}', 'lerna.json': '{"packages": ["packages/*"]}', ...inner }),
  ).toMatchObject({ workspaces: ['packages/a', 'packages/b'] });
});
