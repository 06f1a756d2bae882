import { diagnose } from '../run/doctor/diagnose.ts';
import { doctorMarkdown } from '../run/doctor/markdown.ts';
import type { HostServices, RunSettings } from '../run/seam.ts';

type Asked = {
  /** May be no repository: then that is part of the answer. */
  readonly folder: string;
  readonly host: HostServices;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly settings: Omit<RunSettings, 'approve'>;
  readonly json: boolean;
  readonly print: (text: string) => void;
};

/** Says what is there and what is missing; that something is missing is no failure of this command. */
export async function doctor({ folder, host, env, settings, json, print }: Asked): Promise<number> {
  const found = await diagnose(folder, host, env, { ...settings, approve: 'ask' });
  print(json ? JSON.stringify(found) : doctorMarkdown(found));
  return 0;
}
