import { describe, expect, test } from 'vitest';
import { mapRepository } from '../../src/adapters/repository-map.ts';

/** A repository of these files; those with a text can be read. */
const mapOf = (files: Readonly<Record<string, string>>, windows = false) =>
  mapRepository({ files: Object.keys(files), read: async (path) => files[path], windows });

const json = (value: unknown) => JSON.stringify(value);
const commandsOf = async (files: Readonly<Record<string, string>>) => {
  const { packageManager, setup, build, test, lint, workspaces } = await mapOf(files);
  return { packageManager, setup, build, test, lint, workspaces };
};

describe('JavaScript and TypeScript', () => {
  const scripts = { build: 'tsc', test: 'vitest run', lint: 'eslint .', typecheck: 'tsc --noEmit' };
  const withLock = (lock: string, more: Readonly<Record<string, string>> = {}) =>
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
      'packages/a/package.json': json({ scripts: { test: 'jest' } }),
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
    expect(
      await commandsOf({ 'package.json': '{}', 'lerna.json': '{"packages": ["packages/*"]}', ...inner }),
    ).toMatchObject({ workspaces: ['packages/a', 'packages/b'] });
  });
});

describe('Python', () => {
  const tests = { 'tests/test_money.py': 'def test_sum(): pass' };

  test('uv, poetry, pdm and pipenv install from their lock and run in their environment', async () => {
    expect(
      await commandsOf({ 'pyproject.toml': '[project]\nname="a"', 'uv.lock': '', ...tests }),
    ).toMatchObject({
      packageManager: 'uv',
      setup: ['uv sync --frozen'],
      test: ['uv run python -m pytest'],
    });
    expect(
      await commandsOf({
        'pyproject.toml': '[tool.poetry]\nname="a"\n[tool.ruff.lint]\n[tool.mypy]',
        ...tests,
      }),
    ).toMatchObject({
      packageManager: 'poetry',
      test: ['poetry run python -m pytest'],
      lint: ['poetry run python -m ruff check .', 'poetry run python -m mypy .'],
    });
    expect(await commandsOf({ Pipfile: 'pytest = "*"', 'Pipfile.lock': '', ...tests })).toMatchObject({
      packageManager: 'pipenv',
      setup: ['pipenv sync --dev'],
    });
    expect(await commandsOf({ 'pdm.lock': '', 'pyproject.toml': '', ...tests })).toMatchObject({
      packageManager: 'pdm',
    });
  });

  test('pip installs into a folder of its own, which git does not see', async () => {
    expect(await commandsOf({ 'requirements.txt': 'flask\n', ...tests })).toMatchObject({
      packageManager: 'pip',
      setup: [
        "python3 -m venv --system-site-packages .venv && echo '*' > .venv/.gitignore",
        '.venv/bin/python -m pip install -r requirements.txt pytest',
      ],
      test: ['.venv/bin/python -m pytest'],
    });
    const { setup, test } = await mapOf({ 'setup.py': '', ...tests }, true);
    expect([...setup, ...test]).toEqual([
      'python -m venv --system-site-packages .venv && echo * > .venv\\.gitignore',
      '.venv\\Scripts\\python -m pip install -e . pytest',
      '.venv\\Scripts\\python -m pytest',
    ]);
  });

  test('a project that needs nothing is tested without installing anything', async () => {
    expect(await commandsOf({ 'setup.cfg': '[flake8]', ...tests })).toMatchObject({
      setup: [],
      test: ['python3 -m pytest'],
      lint: ['python3 -m flake8'],
    });
    expect((await commandsOf(tests)).test).toEqual(['python3 -m pytest']);
  });

  test('unittest and Django are told from pytest', async () => {
    const unittest = { 'tests/test_a.py': 'import unittest' };
    const testOf = async (files: Readonly<Record<string, string>>) => (await commandsOf(files)).test;
    expect(await testOf(unittest)).toEqual(['python3 -m unittest discover -s tests']);
    expect(await testOf({ ...unittest, 'tests/__init__.py': '' })).toEqual(['python3 -m unittest discover']);
    expect(await testOf({ ...unittest, 'pytest.ini': '' })).toEqual(['python3 -m pytest']);
    expect(await testOf({ 'manage.py': '', 'shop/tests.py': '' })).toEqual(['python3 -m manage test']);
    expect(await testOf({ 'setup.cfg': '' })).toEqual([]);
  });

  test('the members of a uv workspace are its workspaces', async () => {
    const { workspaces } = await commandsOf({
      'pyproject.toml': '[project]\nname = "root"\n[tool.uv.workspace]\nmembers = [\n  "libs/*", # all\n]\n',
      'libs/a/pyproject.toml': '',
      'tests/test_a.py': '',
    });
    expect(workspaces).toEqual(['libs/a']);
  });
});

test('Go builds, vets and tests all packages, module by module in a workspace', async () => {
  expect(await commandsOf({ 'go.mod': 'module x', 'a_test.go': '', '.golangci.yml': '' })).toEqual({
    packageManager: 'go',
    setup: ['go mod download'],
    build: ['go build ./...'],
    test: ['go test ./...'],
    lint: ['go vet ./...', 'golangci-lint run'],
    workspaces: [],
  });
  expect(
    await commandsOf({
      'go.work': 'go 1.22\nuse (\n\t./api // rest\n\t./cmd/tool\n)\nuse ./lib\n',
      'api/a_test.go': '',
    }),
  ).toMatchObject({
    workspaces: ['api', 'cmd/tool', 'lib'],
    test: ['go test ./api/... ./cmd/tool/... ./lib/...'],
  });
  expect((await commandsOf({ 'go.mod': '', 'vendor/modules.txt': '', 'a_test.go': '' })).setup).toEqual([]);
});

test('Rust covers the whole workspace', async () => {
  expect(await commandsOf({ 'Cargo.toml': '[package]\nname = "x"', 'Cargo.lock': '' })).toEqual({
    packageManager: 'cargo',
    setup: ['cargo fetch --locked'],
    build: ['cargo build'],
    test: ['cargo test'],
    lint: [],
    workspaces: [],
  });
  const manifest =
    '[workspace]\nresolver = "2"\nmembers = [\n  "crates/*",\n]\nexclude = ["crates/old"]\n\n[workspace.lints.clippy]\nall = "warn"\n';
  expect(
    await commandsOf({
      'Cargo.toml': manifest,
      'crates/a/Cargo.toml': '',
      'crates/old/Cargo.toml': '',
      'rustfmt.toml': '',
    }),
  ).toMatchObject({
    test: ['cargo test --workspace'],
    lint: ['cargo fmt --check', 'cargo clippy --workspace'],
    workspaces: ['crates/a'],
  });
});

test('Java is built by the wrapper that the repository brings, else by what is installed', async () => {
  const pom = '<project><modules><module>core</module><!-- <module>old</module> --></modules></project>';
  expect(await commandsOf({ 'pom.xml': pom })).toEqual({
    packageManager: 'maven',
    setup: [],
    build: ['mvn -B -DskipTests package'],
    test: ['mvn -B test'],
    lint: [],
    workspaces: ['core'],
  });
  const gradle = {
    'settings.gradle.kts': 'rootProject.name = "shop"\ninclude(":app", ":libs:money")\n',
    'build.gradle.kts': 'plugins { id("com.diffplug.spotless") }',
    gradlew: '',
    'gradlew.bat': '',
  };
  expect(await commandsOf(gradle)).toMatchObject({
    packageManager: 'gradle',
    test: ['./gradlew test'],
    lint: ['./gradlew spotlessCheck'],
    workspaces: ['app', 'libs/money'],
  });
  expect((await mapOf(gradle, true)).test).toEqual(['gradlew.bat test']);
});

test.each([
  ['Ruby', { Gemfile: '', 'spec/a_spec.rb': '' }, 'bundle install', 'bundle exec rspec'],
  [
    'PHP',
    { 'composer.json': '{}', 'phpunit.xml.dist': '' },
    'composer install --no-interaction',
    'vendor/bin/phpunit',
  ],
  ['.NET', { 'Shop.sln': '', 'Shop.Tests/Shop.Tests.csproj': '' }, 'dotnet restore', 'dotnet test'],
  ['Elixir', { 'mix.exs': '' }, 'mix deps.get', 'mix test'],
  ['Swift', { 'Package.swift': '', 'Tests/ATests/A.swift': '' }, 'swift package resolve', 'swift test'],
] as const)('%s has its one way', async (_language, files, setup, command) => {
  expect(await commandsOf({ ...files })).toMatchObject({ setup: [setup], test: [command] });
});

test('a Makefile fills what the languages leave open, and no more', async () => {
  const Makefile =
    'CC := gcc\n.PHONY: test lint\nbuild: main.o\n\t$(CC) main.o\ntest lint: build\n\t./run\n%.o: %.c\n\t$(CC) -c $<\n';
  expect(await commandsOf({ Makefile, 'main.c': '' })).toMatchObject({
    setup: [],
    build: ['make build'],
    test: ['make test'],
    lint: ['make lint'],
  });
  expect(await commandsOf({ Makefile, 'go.mod': '', 'a_test.go': '' })).toMatchObject({
    test: ['go test ./...'],
    lint: ['go vet ./...'],
  });
  expect(await commandsOf({ Makefile: 'test := 1\nlint ?= 2\n' })).toMatchObject({ test: [], lint: [] });
});

test('projects in folders are found where the root has none, and examples are none of ours', async () => {
  expect(
    await commandsOf({
      'backend/pyproject.toml': '[tool.pytest.ini_options]',
      'web app/package.json': json({ scripts: { test: 'vitest run' } }),
      'examples/demo/package.json': json({ scripts: { test: 'node --test' } }),
      'backend/tools/package.json': '{}',
    }),
  ).toMatchObject({
    test: ['cd "web app" && npm test', 'cd backend && python3 -m pytest'],
    workspaces: ['web app', 'backend/tools', 'backend'],
  });
});

test('languages come by their share, the conventions by how binding they are', async () => {
  const map = await mapOf({
    'src/a.ts': '',
    'src/b.ts': '',
    'src/c.tsx': '',
    'tool.py': '',
    'README.md': '',
    '.editorconfig': '',
    'docs/adr/0002-b.md': '',
    'docs/adr/0001-a.md': '',
    'web/AGENTS.md': '',
    'AGENTS.md': '',
    '.github/CONTRIBUTING.md': '',
    'biome.json': '',
    'docs/guide.md': '',
  });
  expect(map.languages).toEqual(['TypeScript', 'Python']);
  expect(map.conventions).toEqual([
    'AGENTS.md',
    'web/AGENTS.md',
    '.github/CONTRIBUTING.md',
    'docs/adr/0001-a.md',
    'docs/adr/0002-b.md',
    'README.md',
    '.editorconfig',
    'biome.json',
  ]);
  expect(map.files).toBe(13);
});

test('the layout shows two levels with their counts, then the files at the root', async () => {
  const { layout } = await mapOf({
    'src/a.ts': '',
    'src/model/b.ts': '',
    'src/model/c.ts': '',
    'b.md': '',
    'a.md': '',
  });
  expect(layout).toEqual(['src/  3 files', '  model/  2 files', 'a.md, b.md']);
});

test('a map of a huge repository still fits into an event', async () => {
  const files: Record<string, string> = { 'package.json': json({ workspaces: ['packages/*'] }) };
  for (let i = 0; i < 3000; i++) {
    files[`packages/package-number-${i}/package.json`] = '{}';
    files[`folder-number-${i % 100}/inner-${i}/AGENTS.md`] = '';
  }
  const map = await mapOf(files);
  expect(JSON.stringify(map).length).toBeLessThan(7000);
  expect(map.layout[0]).toBe('packages/  3000 files');
});
