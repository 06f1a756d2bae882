import * as vscode from 'vscode';
import type { Backend } from '../engine/backend.ts';
import type { Participant } from '../engine/participant.ts';
import { plain } from '../model/plain.ts';
import type { HostServices } from '../run/seam.ts';
import { githubSession } from './github-session.ts';
import type { Keys } from './keys.ts';
import { settingsOf } from './settings.ts';

type Given = {
  readonly keys: Keys;
  readonly log: vscode.LogOutputChannel;
  readonly backends: () => readonly Backend[];
  readonly participants: () => readonly Participant[];
};

/** What this editor gives to the runs of a folder. */
export const hostServices =
  ({ keys, log, backends, participants }: Given) =>
  (folder: string): HostServices => {
    const settings = () => settingsOf(vscode.Uri.file(folder));
    return {
      secret: (name, server) => keys.get(name, server),
      githubToken: async (api) => {
        const secret = await keys.get('GITHUB_TOKEN', api);
        return secret && 'key' in secret ? secret.key : githubSession();
      },
      settings: () => {
        const { host, problems } = settings();
        for (const { key, problem } of problems) log.warn(`The setting ${key} is not used: it ${problem}.`);
        return host;
      },
      get backends() {
        return backends();
      },
      participants,
      log: (line) => log.info(plain(line)),
    };
  };
