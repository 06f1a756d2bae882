import { basename, isAbsolute, relative } from 'node:path';
import type { Progress } from '../../engine/backend.ts';
import { clip } from '../../model/size.ts';
import { outline } from './tools/outline.ts';

export type ToolKind = Extract<Progress, { type: 'tool' }>['kind'];

/** The path as an event may hold it: below the folder, else its name alone. */
export function shownPath(folder: string | undefined, path: string): string {
  if (!folder || !isAbsolute(path)) return path;
  const below = relative(folder, path);
  return below.startsWith('..') ? `…/${basename(path)}` : below || '.';
}

/** A command or pattern without the absolute path of the folder it works in. */
export function shownText(folder: string | undefined, text: string): string {
  return clip(folder ? text.replaceAll(folder, '.') : text, 300);
}

/** What reading or searching showed: the names a file defines, the places that matched, none of the text. */
export function digestOf(
  kind: ToolKind,
  target: string,
  text: string,
  folder: string | undefined,
): string | undefined {
  if (kind === 'read') return outline(target, text.replace(/^ *\d+[→\t]/gm, ''));
  if (kind !== 'search') return undefined;
  const places = new Set<string>();
  for (const line of text.split('\n')) {
    const [place] = /^[^\s:][^:\n]{0,200}(?::\d+)?(?=:|$)/.exec(line.trim()) ?? [];
    if (place && /[./]/.test(place)) places.add(shownPath(folder, place));
    if (places.size >= 30) break;
  }
  return places.size > 0 ? clip([...places].join(' '), 600) : undefined;
}
