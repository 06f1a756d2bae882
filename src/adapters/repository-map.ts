import type { RepositoryMap } from '../model/shapes.ts';
import { cmake } from './recognise/cmake.ts';
import { conventions } from './recognise/conventions.ts';
import { go } from './recognise/go.ts';
import { java } from './recognise/java.ts';
import { javascript } from './recognise/javascript.ts';
import { languages, shareOf } from './recognise/languages.ts';
import { layout } from './recognise/layout.ts';
import { make } from './recognise/make.ts';
import { others } from './recognise/others.ts';
import { type Project, projectIn, type Recognised, type Recogniser } from './recognise/project.ts';
import { python } from './recognise/python.ts';
import { rust } from './recognise/rust.ts';

const LANGUAGES: readonly Recogniser[] = [javascript, python, go, rust, java, ...others];
/** What a manifest at the root says, whatever the language. */
const GENERIC: readonly Recogniser[] = [cmake, make];
/** Folders whose code and manifests are not the repository's own. */
const NOT_OURS =
  /(^|\/)(node_modules|vendor|third[-_]?party|3rdparty|examples?|samples?|fixtures?|testdata|__fixtures__|templates?|dist|build|target)\//;
/** Tests are the repository's own, but a project among them is what they work on. */
const AMONG_TESTS = /(^|\/)tests?\//;
/** Without a manifest, a language with less of the code than this is that of a few tools, or of what was copied in. */
const LEAST_SHARE_WITHOUT_MANIFEST = 0.25;
const MOST_NESTED = 4;
const DEEPEST_NESTED = 2;
/** The map is an event, and events are small. */
const MOST_WORKSPACES = 60;
const MOST_COMMANDS = 8;

/**
 * What a repository is made of and how it is installed, built, tested and linted, from its tracked paths
 * (forward slashes, relative) and the few manifests among them. Commands are shell lines for the root; an empty
 * list means that nothing of the kind was recognised.
 */
export async function mapRepository(repository: {
  readonly files: readonly string[];
  /** The text of a tracked file; undefined where there is none. */
  readonly read: (path: string) => Promise<string | undefined>;
  /** Commands for cmd.exe; otherwise for a POSIX shell. */
  readonly windows?: boolean;
}): Promise<RepositoryMap> {
  const ours = repository.files.filter((path) => !path.includes('node_modules/'));
  const known = new Set(ours);
  const root: Project = {
    files: ours,
    windows: repository.windows ?? false,
    has: (path) => known.has(path),
    read: async (path) => (known.has(path) ? repository.read(path) : undefined),
  };
  const found = (await Promise.all(LANGUAGES.map((language) => everywhere(root, language)))).flat();
  const generic = await Promise.all(
    GENERIC.filter(({ manifests }) => manifests.some(root.has)).map((builder) => builder.recognise(root)),
  );
  const packageManager = found.find((project) => project.packageManager)?.packageManager;
  /** What the languages say; CMake and then a Makefile fill what they leave open. */
  const commands = (kind: 'setup' | 'build' | 'test' | 'lint') => {
    const said = [...new Set(found.flatMap((project) => project[kind]))].slice(0, MOST_COMMANDS);
    return said.length > 0 ? said : (generic.map((builder) => builder[kind]).find(isSome) ?? []);
  };
  const setup = commands('setup');
  const filled = found.flatMap((project) =>
    project.setup.flatMap((command) =>
      project.fills === undefined ? [] : [[command, project.fills] as const],
    ),
  );
  return {
    languages: languages(ours),
    ...(packageManager === undefined ? {} : { packageManager }),
    setup,
    fills: Object.fromEntries(filled.filter(([command]) => setup.includes(command))),
    build: commands('build'),
    test: commands('test'),
    lint: commands('lint'),
    conventions: conventions(ours),
    workspaces: [...new Set(found.flatMap(({ workspaces }) => workspaces))].slice(0, MOST_WORKSPACES),
    layout: layout(ours),
    files: repository.files.length,
  };
}

/** A language's project at the root; where that has neither tests nor workspaces, also those in folders near it. */
async function everywhere(root: Project, language: Recogniser): Promise<Recognised[]> {
  const isManifest = (name: string) =>
    language.manifests.some(
      (manifest) => name === manifest || (/^\.[a-z]+$/.test(manifest) && name.endsWith(manifest)),
    );
  const folders = new Set(
    root.files
      .filter((path) => isManifest(path.slice(path.lastIndexOf('/') + 1)))
      .map((path) => path.slice(0, path.lastIndexOf('/') + 1)),
  );
  if (folders.size === 0 && hasEvidence(root, language)) folders.add('');
  const atRoot = folders.has('') ? [await language.recognise(root)] : [];
  if (atRoot.some(({ test, workspaces }) => test.length + workspaces.length > 0)) return atRoot;
  const depth = (folder: string) => folder.split('/').length - 1;
  const nested = [...folders]
    .filter((folder) => folder !== '' && depth(folder) <= DEEPEST_NESTED)
    .filter((folder) => !NOT_OURS.test(folder) && !AMONG_TESTS.test(folder))
    .sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  const outermost = nested.filter(
    (folder) => !nested.some((outer) => outer !== folder && folder.startsWith(outer)),
  );
  const inner = outermost.slice(0, MOST_NESTED).map(async (folder) => {
    const { setup, fills, build, test, lint, workspaces, packageManager } = await language.recognise(
      projectIn(root, folder),
    );
    const there = (commands: readonly string[]) =>
      commands.map((command) => `cd ${shellWord(folder)} && ${command}`);
    const inside = [folder.slice(0, -1), ...workspaces.map((workspace) => folder + workspace)];
    // Nothing runs there, so nothing needs to be installed for it.
    if (build.length + test.length + lint.length === 0)
      return { setup: [], build, test, lint, workspaces: inside };
    return {
      setup: there(setup),
      ...(fills === undefined ? {} : { fills: folder + fills }),
      build: there(build),
      test: there(test),
      lint: there(lint),
      workspaces: inside,
      ...(packageManager === undefined ? {} : { packageManager }),
    };
  });
  return [...atRoot, ...(await Promise.all(inner))];
}

const isSome = (commands: readonly string[]) => commands.length > 0;

function hasEvidence({ files }: Project, { evidence }: Recogniser): boolean {
  const ours = files.filter((path) => !NOT_OURS.test(path));
  const found = ours.find((path) => evidence?.test(path));
  return found !== undefined && shareOf(found, ours) >= LEAST_SHARE_WITHOUT_MANIFEST;
}

/** Both kinds of shell take a path in double quotes. */
const shellWord = (folder: string) => {
  const path = folder.slice(0, -1);
  return /^[\w./-]+$/.test(path) ? path : `"${path}"`;
};
