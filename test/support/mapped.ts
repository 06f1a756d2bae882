import { mapRepository } from '../../src/adapters/repository-map.ts';

export type Files = Readonly<Record<string, string>>;

/** The map of a repository of these files, by their text. */
export const mapOf = (files: Files, windows = false) =>
  mapRepository({ files: Object.keys(files), read: async (path) => files[path], windows });

/** What is run in such a repository. */
export async function commandsOf(files: Files) {
  const { packageManager, setup, build, test, lint, workspaces } = await mapOf(files);
  return { packageManager, setup, build, test, lint, workspaces };
}
