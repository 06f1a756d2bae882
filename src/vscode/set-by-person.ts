import type { RawSettings } from './checked-settings.ts';
import { SETTINGS } from './contributions.ts';

/** A scope's configuration, as far as it is asked here. */
type Configuration = {
  inspect(key: string):
    | {
        readonly globalValue?: unknown;
        readonly workspaceValue?: unknown;
        readonly workspaceFolderValue?: unknown;
      }
    | undefined;
};

/**
 * What is set, without the defaults: a repository's own file fills in what nobody has set. What is the person's is read
 * from the person's settings alone.
 */
export const setByPerson =
  (configuration: Configuration): RawSettings =>
  (key) => {
    const { globalValue, workspaceValue, workspaceFolderValue } = configuration.inspect(key) ?? {};
    return SETTINGS[key].scope === 'resource'
      ? (workspaceFolderValue ?? workspaceValue ?? globalValue)
      : globalValue;
  };
