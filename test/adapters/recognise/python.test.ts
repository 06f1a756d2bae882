import { expect, test } from 'vitest';
import { commandsOf, type Files, mapOf } from '../../support/mapped.ts';

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

test('what only the tests need is installed too', async () => {
  const setupOf = async (pyproject: string, windows = false) =>
    (await mapOf({ 'pyproject.toml': pyproject, ...tests }, windows)).setup[1];
  const extras =
    '[project]\nname = "a"\n[project.optional-dependencies]\ndev = ["ruff"]\ntest = ["hypothesis"]\n';
  expect(await setupOf(extras)).toBe(".venv/bin/python -m pip install -e '.[test]' pytest");
  expect(await setupOf(extras, true)).toBe('.venv\\Scripts\\python -m pip install -e ".[test]" pytest');
  const groups =
    '[project]\nname = "a"\n[dependency-groups]\nlint = ["ruff"]\ndev = [\n  {include-group = "lint"},\n' +
    '  "coverage[toml]>=7", # reads our settings\n  "tomli; python_version < \'3.11\'",\n  \'freezegun\',\n]\n';
  expect(await setupOf(groups)).toBe(
    `.venv/bin/python -m pip install -e . 'coverage[toml]>=7' 'tomli; python_version < "3.11"' freezegun pytest`,
  );
  expect(await setupOf(groups, true)).toBe(
    `.venv\\Scripts\\python -m pip install -e . "coverage[toml]>=7" "tomli; python_version < '3.11'" freezegun pytest`,
  );
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
  const testOf = async (files: Files) => (await commandsOf(files)).test;
  expect(await testOf(unittest)).toEqual(['python3 -m unittest discover -s tests']);
  expect(await testOf({ ...unittest, 'tests/__init__.py': '' })).toEqual(['python3 -m unittest discover']);
  expect(await testOf({ 'shop/money_test.py': 'import unittest' })).toEqual([
    'python3 -m unittest discover -p "*_test.py"',
  ]);
  expect(await testOf({ ...unittest, 'tests/money_test.py': '' })).toEqual([
    'python3 -m unittest discover -s tests',
  ]);
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
