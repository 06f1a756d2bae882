import { plain } from '../model/plain.ts';

/**
 * Text for a notification: there VS Code makes `[label](command:…)` a link that runs the command, and what models and
 * repositories wrote must run nothing.
 */
export const unlinked = (text: string) => plain(text).replaceAll('](', '] (');
