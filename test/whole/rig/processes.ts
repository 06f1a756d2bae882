import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** Every process whose home is this folder, as Linux tells it: `baro` itself, its stories' commands, and what they left. */
export function processesIn(home: string): readonly { readonly pid: number; readonly command: string }[] {
  const marker = `HOME=${home}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        if (!readFileSync(`/proc/${name}/environ`, 'latin1').split('\0').includes(marker)) return [];
        const command = readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ').trim();
        return command === '' ? [] : [{ pid: Number(name), command }];
      } catch {
        return []; // gone meanwhile
      }
    });
}

export async function endAll(home: string): Promise<void> {
  for (let round = 0; round < 50 && processesIn(home).length > 0; round++) {
    for (const { pid } of processesIn(home)) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // gone meanwhile
      }
    }
    await sleep(20);
  }
}
