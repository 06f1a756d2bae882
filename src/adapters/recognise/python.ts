import { hasTomlSection, members, tomlStrings } from './members.ts';
import { firstOf, type Project, type Recogniser } from './project.ts';

/** The lists that a project without a lock file keeps for pip. */
export const REQUIREMENTS = [
  'requirements.txt',
  'requirements-dev.txt',
  'dev-requirements.txt',
  'requirements/dev.txt',
];
/** Under what names projects say what their tests need. */
const EXTRAS = ['test', 'tests', 'testing', 'dev'];
const GROUPS = ['test', 'tests', 'dev'];
const TEST_FILE = /(^|\/)(test_[^/]*|[^/]*_test)\.py$/;
/** What `unittest discover` takes for a test unless it is told. */
const FOUND_BY_UNITTEST = /(^|\/)test[^/]*\.py$/;

type Texts = { readonly pyproject: string; readonly config: string; readonly requirements: string };

export const python: Recogniser = {
  manifests: [
    'pyproject.toml',
    'setup.py',
    'setup.cfg',
    'requirements.txt',
    'Pipfile',
    'tox.ini',
    'manage.py',
  ],
  evidence: TEST_FILE,
  async recognise(project) {
    const texts: Texts = {
      pyproject: (await project.read('pyproject.toml')) ?? '',
      config: await joined(project, ['setup.cfg', 'tox.ini']),
      requirements: await joined(project, [...REQUIREMENTS, 'Pipfile']),
    };
    const runner = await testRunner(project, texts);
    const { packageManager, setup, prefix } = environment(project, texts, runner === 'pytest');
    return {
      packageManager,
      setup,
      fills: '.venv',
      build: [],
      test: runner === undefined ? [] : [prefix + RUN[runner](project)],
      lint: linters(project, texts).map((command) => prefix + command),
      workspaces: members(
        project.files,
        tomlStrings(texts.pyproject, 'tool.uv.workspace', 'members'),
        'pyproject.toml',
      ),
    };
  },
};

const RUN = {
  pytest: () => 'pytest',
  django: () => 'manage test',
  unittest: (project: Project) => {
    const inFolder =
      !project.has('tests/__init__.py') && project.files.some((path) => path.startsWith('tests/'));
    const found = project.files.some((path) => FOUND_BY_UNITTEST.test(path));
    return `unittest discover${inFolder ? ' -s tests' : ''}${found ? '' : ' -p "*_test.py"'}`;
  },
} as const;

async function testRunner(project: Project, texts: Texts): Promise<keyof typeof RUN | undefined> {
  const tests = project.files.filter((path) => TEST_FILE.test(path));
  const settled =
    hasTomlSection(texts.pyproject, 'tool.pytest') ||
    /^\[(tool:)?pytest\]/m.test(texts.config) ||
    project.has('pytest.ini') ||
    project.files.some((path) => /(^|\/)conftest\.py$/.test(path));
  if (settled) return 'pytest';
  if (project.has('manage.py')) return 'django';
  if (tests.length === 0) return undefined;
  if (/\bpytest\b/.test(texts.pyproject + texts.requirements + texts.config)) return 'pytest';
  const sample = (await project.read(tests[0] ?? '')) ?? '';
  return /\bunittest\b/.test(sample) && !/\bpytest\b/.test(sample) ? 'unittest' : 'pytest';
}

/**
 * Who installs, how, and what goes before a module's name to run it there. Plain pip gets a folder of its own, which
 * keeps the person's Python as it is; what that Python has already is not fetched again, and git does not see the folder.
 */
function environment(project: Project, { pyproject, requirements }: Texts, pytest: boolean) {
  const lock = (name: string) => project.has(name);
  if (lock('uv.lock') || hasTomlSection(pyproject, 'tool.uv'))
    return by('uv', lock('uv.lock') ? 'uv sync --frozen' : 'uv sync', 'uv run python -m ');
  if (lock('poetry.lock') || hasTomlSection(pyproject, 'tool.poetry'))
    return by('poetry', 'poetry install --no-interaction', 'poetry run python -m ');
  if (lock('pdm.lock') || hasTomlSection(pyproject, 'tool.pdm'))
    return by('pdm', 'pdm install', 'pdm run python -m ');
  if (project.has('Pipfile'))
    return by(
      'pipenv',
      lock('Pipfile.lock') ? 'pipenv sync --dev' : 'pipenv install --dev',
      'pipenv run python -m ',
    );

  const { windows } = project;
  const system = windows ? 'python' : 'python3';
  const own = windows ? '.venv\\Scripts\\python' : '.venv/bin/python';
  const wanted = REQUIREMENTS.filter((path) => project.has(path)).map((path) => `-r ${path}`);
  const itself = firstOf(project, ['setup.py']) || hasTomlSection(pyproject, 'project');
  const extra = EXTRAS.find(
    (name) => tomlStrings(pyproject, 'project.optional-dependencies', name).length > 0,
  );
  if (itself) wanted.push(extra ? `-e ${word(`.[${extra}]`, windows)}` : '-e .');
  if (!extra) wanted.push(...group(pyproject).map((requirement) => word(requirement, windows)));
  if (wanted.length === 0) return { packageManager: 'pip', setup: [], prefix: `${system} -m ` };
  if (pytest && !/\bpytest\b/.test(requirements)) wanted.push('pytest');
  const unseen = windows ? 'echo * > .venv\\.gitignore' : "echo '*' > .venv/.gitignore";
  return {
    packageManager: 'pip',
    setup: [
      `${system} -m venv --system-site-packages .venv && ${unseen}`,
      `${own} -m pip install ${wanted.join(' ')}`,
    ],
    prefix: `${own} -m `,
  };
}

/** What the tests need by `[dependency-groups]`, which not every pip installs by itself. */
const group = (pyproject: string) =>
  GROUPS.map((name) => tomlStrings(pyproject, 'dependency-groups', name)).find(({ length }) => length > 0) ??
  [];

/** One word for the shell; a requirement means the same with either kind of quote in it. */
function word(text: string, windows: boolean): string {
  if (/^[\w.-]+$/.test(text)) return text;
  return windows ? `"${text.replaceAll('"', "'")}"` : `'${text.replaceAll("'", '"')}'`;
}

const by = (packageManager: string, setup: string, prefix: string) => ({
  packageManager,
  setup: [setup],
  prefix,
});

function linters(project: Project, { pyproject, config }: Texts): string[] {
  const found: string[] = [];
  if (firstOf(project, ['ruff.toml', '.ruff.toml']) || hasTomlSection(pyproject, 'tool.ruff'))
    found.push('ruff check .');
  if (project.has('.flake8') || /^\[flake8\]/m.test(config)) found.push('flake8');
  if (
    firstOf(project, ['mypy.ini', '.mypy.ini']) ||
    hasTomlSection(pyproject, 'tool.mypy') ||
    /^\[mypy\]/m.test(config)
  )
    found.push('mypy .');
  return found;
}

const joined = async (project: Project, paths: readonly string[]) =>
  (await Promise.all(paths.filter((path) => project.has(path)).map((path) => project.read(path)))).join('\n');
