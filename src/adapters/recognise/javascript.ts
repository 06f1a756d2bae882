import * as z from 'zod';
import { members } from './members.ts';
import { npmClient } from './npm-client.ts';
import type { Project, Recognised, Recogniser } from './project.ts';

const Strings = z.record(z.string(), z.string());
const PackageJson = z.object({
  scripts: Strings.catch({}),
  dependencies: Strings.catch({}),
  devDependencies: Strings.catch({}),
  packageManager: z.string().optional().catch(undefined),
  workspaces: z
    .union([z.array(z.string()), z.object({ packages: z.array(z.string()) }).transform((w) => w.packages)])
    .catch([]),
});
type PackageJson = z.infer<typeof PackageJson>;

const TEST_SCRIPTS = ['test', 'tests', 'test:unit', 'unit'];
const LINT_SCRIPTS = ['lint', 'typecheck', 'type-check', 'check-types', 'check:types', 'types'];
const TEST_FILE = /(^|\/)[^/]+\.(test|spec)\.[cm]?[jt]sx?$/;
/** Runners that a dependency gives away where no script names them, and how each runs once. */
const RUNNERS = { vitest: 'vitest run', jest: 'jest', mocha: 'mocha', ava: 'ava' } as const;
const MOST_WORKSPACES_READ = 60;

export const javascript: Recogniser = {
  manifests: ['package.json'],
  evidence: TEST_FILE,
  async recognise(project) {
    const manifest = (await packageJson(project, 'package.json')) ?? PackageJson.parse({});
    const workspaces = members(project.files, await patterns(project, manifest), 'package.json');
    const client = npmClient(project, manifest.packageManager);
    const inWorkspaces = await Promise.all(
      workspaces
        .slice(0, MOST_WORKSPACES_READ)
        .map((folder) => packageJson(project, `${folder}/package.json`)),
    );
    /** The root's own script of one of these names, or else that of every workspace. */
    const command = (names: readonly string[], toTheEnd = false) => {
      const own = names.find((name) => isReal(manifest.scripts[name]));
      if (own) return [client.run(own)];
      const shared = names.find((name) => inWorkspaces.some((inner) => isReal(inner?.scripts[name])));
      return shared ? [client.runEverywhere(shared, toTheEnd)] : [];
    };
    const dependencies = { ...manifest.dependencies, ...manifest.devDependencies };
    const nothingToInstall = Object.keys(dependencies).length === 0 && workspaces.length === 0;
    const test = command(TEST_SCRIPTS, true);
    const recognised: Recognised = {
      packageManager: client.name,
      setup: nothingToInstall && !client.locked ? [] : [client.install],
      fills: 'node_modules',
      build: command(['build']),
      test: test.length > 0 ? test : unscripted(project, dependencies, client.exec),
      lint: LINT_SCRIPTS.flatMap((name) => command([name])),
      workspaces,
    };
    return recognised;
  },
};

async function packageJson(project: Project, path: string): Promise<PackageJson | undefined> {
  try {
    return PackageJson.safeParse(JSON.parse((await project.read(path)) ?? '')).data;
  } catch {
    return undefined;
  }
}

/** What `npm init` writes says only that there is no test. */
const isReal = (script: string | undefined) => script !== undefined && !/no test specified/i.test(script);

function unscripted(
  project: Project,
  dependencies: Readonly<Record<string, string>>,
  exec: string,
): string[] {
  const tests = project.files.filter((path) => TEST_FILE.test(path) && !path.includes('node_modules/'));
  if (tests.length === 0) return [];
  const runner = Object.entries(RUNNERS).find(([name]) => name in dependencies);
  if (runner) return [`${exec} ${runner[1]}`];
  return tests.some((path) => /\.[cm]?js$/.test(path)) ? ['node --test'] : [];
}

async function patterns(project: Project, manifest: PackageJson): Promise<readonly string[]> {
  if (manifest.workspaces.length > 0) return manifest.workspaces;
  const yaml = await project.read('pnpm-workspace.yaml');
  if (yaml !== undefined) return yamlList(yaml, 'packages');
  const lerna = await project.read('lerna.json');
  return lerna === undefined
    ? []
    : (/"packages"\s*:\s*\[([^\]]*)\]/.exec(lerna)?.[1]?.match(/[^"\s,]+/g) ?? []);
}

/** The items of a top-level YAML list, in its block form. */
function yamlList(yaml: string, key: string): string[] {
  const block =
    new RegExp(`^${key}:[ \\t]*\\r?\\n((?:[ \\t]*(?:-.*|#.*)?\\r?\\n?)*)`, 'm').exec(yaml)?.[1] ?? '';
  return [...block.matchAll(/^[ \t]*-[ \t]*['"]?([^'"#\r\n]+?)['"]?[ \t]*(?:#.*)?$/gm)].map(
    (item) => item[1] ?? '',
  );
}
