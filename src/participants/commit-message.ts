import { formatRoute } from '../model/route.ts';
import type { Attempt, RunInfo, Story } from '../model/view.ts';

/** The message of an attempt's one commit; its last paragraph says, for programs, whose it is. */
export function commitMessage(run: RunInfo, { brief, attempts }: Story, { number, route }: Attempt): string {
  const summary = attempts[number - 1]?.summary ?? '';
  return [
    brief.title,
    ...(summary ? ['', summary] : []),
    '',
    `Baro-Run: ${run.id}`,
    `Baro-Story: ${brief.id}`,
    `Baro-Attempt: ${number}`,
    `Baro-Route: ${formatRoute(route)}`,
  ].join('\n');
}

/** The trailers of a commit: its last paragraph alone, because what stands before is an agent's own text. */
export function trailersOf(message: string): ReadonlyMap<string, string> {
  const last =
    message
      .trimEnd()
      .split(/\n\s*\n/)
      .at(-1) ?? '';
  return new Map(
    last.split('\n').flatMap((line) => {
      const [, key = '', value = ''] = /^([A-Za-z-]+): (.*)$/.exec(line) ?? [];
      return key ? [[key, value] as const] : [];
    }),
  );
}
