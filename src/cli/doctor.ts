import type { Environment } from '../adapters/environment.ts';
import { type Diagnosis, diagnose } from '../run/doctor/diagnose.ts';
import { headline, MARK, TITLE } from '../run/doctor/markdown.ts';
import type { HostServices, RunSettings } from '../run/seam.ts';

type Asked = {
  /** May be no repository: then that is part of the answer. */
  readonly folder: string;
  readonly host: HostServices;
  readonly env: Environment;
  readonly settings: Omit<RunSettings, 'approve'>;
  readonly json: boolean;
  readonly print: (text: string) => void;
};

/** Says what is there and what is missing; that something is missing is no failure of this command. */
export async function doctor({ folder, host, env, settings, json, print }: Asked): Promise<number> {
  const found = await diagnose(folder, host, env, { ...settings, approve: 'ask' });
  print(json ? JSON.stringify(found) : doctorText(found));
  return 0;
}

type Line = {
  readonly mark: string;
  readonly name: string;
  readonly found: string;
  readonly todo?: string | undefined;
};

/** A diagnosis as a terminal shows it, where a table would be too wide: what to do stands below what was found. */
function doctorText({ ready, said, phases, checks }: Diagnosis): string {
  const used = phases.map(({ phase, tier, route, gap }) => ({
    mark: gap ? MARK.gap : MARK.ok,
    name: tier ? `${phase}, ${tier}` : phase,
    found: route,
    todo: gap,
  }));
  const areas = Object.entries(TITLE).map(([area, title]) => ({
    title,
    lines: checks
      .filter((check) => check.area === area)
      .map(({ state, name, said: found, todo }) => ({ mark: MARK[state], name, found, todo })),
  }));
  const sections = [...(used.length > 0 ? [{ title: 'What a run would use', lines: used }] : []), ...areas];
  const widest = Math.max(...sections.flatMap(({ lines }) => lines.map(({ name }) => name.length)));
  const shown = ({ mark, name, found, todo }: Line) =>
    [`  ${mark} ${name.padEnd(widest)}  ${found}`, ...(todo ? [`      ${todo}`] : [])].join('\n');
  return [
    headline({ ready, said }),
    ...sections.map(({ title, lines }) => [title, ...lines.map(shown)].join('\n')),
  ].join('\n\n');
}
