import { expect, test } from 'vitest';
import { commandsOf, mapOf } from '../support/mapped.ts';

const json = (value: unknown) => JSON.stringify(value);

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
    test: ['cargo test --no-fail-fast'],
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
    test: ['cargo test --workspace --no-fail-fast'],
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
    test: ['mvn -B -fae test'],
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
    test: ['./gradlew test --continue'],
    lint: ['./gradlew spotlessCheck'],
    workspaces: ['app', 'libs/money'],
  });
  expect((await mapOf(gradle, true)).test).toEqual(['gradlew.bat test --continue']);
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

test('C and C++ are built by CMake in a folder that git does not see, and tested where the root says so', async () => {
  const files = { 'CMakeLists.txt': 'project(shop)\nEnable_Testing()\n', 'src/a.cpp': '', 'src/a.h': '' };
  const build = "cmake -S . -B build && echo '*' > build/.gitignore && cmake --build build";
  expect(await commandsOf({ ...files, Makefile: 'build:\ntest:\nlint:\n' })).toMatchObject({
    build: [build],
    test: [`${build} && ctest --test-dir build --output-on-failure`],
    lint: ['make lint'],
  });
  expect((await mapOf(files, true)).test).toEqual([
    'cmake -S . -B build && echo * > build\\.gitignore && cmake --build build && ctest --test-dir build -C Debug --output-on-failure',
  ]);
  const untested = { ...files, 'CMakeLists.txt': '# enable_testing()\n', 'build/ci.sh': '' };
  expect(await commandsOf(untested)).toMatchObject({
    build: ["cmake -S . -B cmake-build && echo '*' > cmake-build/.gitignore && cmake --build cmake-build"],
    test: [],
  });
});

test('where C++ is but an extension, CMake says nothing', async () => {
  const extension = { 'CMakeLists.txt': 'enable_testing()', 'ext/a.cpp': '', 'a.py': '', 'b.py': '' };
  expect(await commandsOf({ ...extension, 'setup.cfg': '' })).toMatchObject({ build: [], test: [] });
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

test('a few tests in another language, or copied in, do not make a project of that language', async () => {
  const own = { 'src/a.cpp': '', 'src/b.cpp': '', 'include/a.h': '', 'test/a_test.cpp': '' };
  const copied = { 'test/googletest/test/gtest_help_test.py': '' };
  expect((await commandsOf({ ...own, ...copied })).test).toEqual([]);
  const vendored = { 'third_party/gtest/gtest_a_test.py': '', 'third_party/gtest/gtest_b_test.py': '' };
  expect((await commandsOf({ 'a.cpp': '', ...vendored })).test).toEqual([]);
});

test('nothing is installed for a nested project in which nothing runs', async () => {
  expect(
    await commandsOf({ 'docs/requirements.txt': 'mkdocs', 'tools/a/requirements.txt': 'requests' }),
  ).toEqual({
    ...{ packageManager: undefined, setup: [], build: [], test: [], lint: [] },
    workspaces: ['docs', 'tools/a'],
  });
});

test('the folder that a setup command fills is told, in nested projects too', async () => {
  const { setup, fills } = await mapOf({
    ...{ 'package.json': json({ scripts: { test: 'x' } }), 'package-lock.json': '{}', 'go.mod': '' },
    ...{
      'api/requirements.txt': 'flask',
      'api/test_a.py': '',
      'shop/composer.json': '',
      'shop/phpunit.xml': '',
    },
  });
  expect(setup.map((command) => fills?.[command])).toEqual([
    ...['node_modules', 'api/.venv', 'api/.venv', undefined, 'shop/vendor'],
  ]);
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
