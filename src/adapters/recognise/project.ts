import type { RepositoryMap } from '../../model/shapes.ts';

/** A folder of a repository that has a manifest, seen as if it were the root. */
export type Project = {
  /** Paths relative to the project, with forward slashes. */
  readonly files: readonly string[];
  /** Commands are written for cmd.exe instead of a POSIX shell. */
  readonly windows: boolean;
  has(path: string): boolean;
  read(path: string): Promise<string | undefined>;
};

/** What a language knows of a project: shell commands to be run in its folder, each list possibly empty. */
export type Recognised = Readonly<
  Pick<RepositoryMap, 'setup' | 'build' | 'test' | 'lint' | 'workspaces' | 'packageManager'>
> & {
  /** The folder of the project that all of the setup fills, where it fills one. */
  readonly fills?: string;
};

/** Knows one language's projects by their manifests. */
export type Recogniser = {
  /** File names, or endings that start with a dot, that make a folder a project of this language. */
  readonly manifests: readonly string[];
  /** Files that make the repository a project of this language where it has no manifest at all. */
  readonly evidence?: RegExp;
  /** Tests run to the end where the tool can, for a first red package would hide what the others say. */
  recognise(project: Project): Promise<Recognised>;
};

/** The part of a repository below a folder; the folder is empty or ends in a slash. */
export function projectIn(repository: Project, folder: string): Project {
  if (folder === '') return repository;
  return {
    files: repository.files
      .filter((path) => path.startsWith(folder))
      .map((path) => path.slice(folder.length)),
    windows: repository.windows,
    has: (path) => repository.has(folder + path),
    read: (path) => repository.read(folder + path),
  };
}

/** The first of these files that the project has. */
export const firstOf = (project: Project, paths: readonly string[]) =>
  paths.find((path) => project.has(path));
