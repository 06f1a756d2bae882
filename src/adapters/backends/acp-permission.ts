import { realpath } from 'node:fs/promises';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import type {
  RequestPermissionRequest,
  RequestPermissionResponse,
  ToolCallUpdate,
} from '@agentclientprotocol/sdk/unstable';
import type { Mode } from '../../engine/backend.ts';

const READS = ['read', 'search', 'think'];

/** The answer to an agent that asks: yes to what its mode allows inside the folder, once; else no. */
export async function permission(
  { options, toolCall }: Pick<RequestPermissionRequest, 'options' | 'toolCall'>,
  mode: Mode,
  folder: string,
): Promise<{ readonly allowed: boolean; readonly response: RequestPermissionResponse }> {
  const allowed = await isAllowed(toolCall, mode, folder);
  const kinds = allowed ? ['allow_once', 'allow_always'] : ['reject_once', 'reject_always'];
  const option = kinds.map((kind) => options.find((one) => one.kind === kind)).find(Boolean);
  const response = option
    ? { outcome: { outcome: 'selected' as const, optionId: option.optionId } }
    : { outcome: { outcome: 'cancelled' as const } };
  return { allowed, response };
}

async function isAllowed(
  { kind, locations, rawInput }: ToolCallUpdate,
  mode: Mode,
  folder: string,
): Promise<boolean> {
  if (mode !== 'work' && !READS.includes(kind ?? '')) return false;
  const root = await realpath(folder);
  const inside = await Promise.all(
    [...(locations ?? []).map(({ path }) => path), ...pathsIn(rawInput)].map((path) => isInside(root, path)),
  );
  return inside.every(Boolean);
}

/** Where an agent says it goes, beside the locations it names for display. */
function pathsIn(input: unknown): readonly string[] {
  if (typeof input !== 'object' || input === null) return [];
  return Object.entries(input).flatMap(([key, value]) =>
    typeof value === 'string' && /path|file|dir|cwd|folder/i.test(key) && isAbsolute(value) ? [value] : [],
  );
}

async function isInside(root: string, path: string): Promise<boolean> {
  let existing = resolve(root, path);
  let rest = '';
  for (;;) {
    const real = await realpath(existing).catch(() => undefined);
    if (real !== undefined) {
      const below = relative(root, join(real, rest));
      return below !== '..' && !below.startsWith(`..${sep}`) && !isAbsolute(below);
    }
    if (dirname(existing) === existing) return false;
    rest = join(existing.slice(dirname(existing).length), rest);
    existing = dirname(existing);
  }
}
