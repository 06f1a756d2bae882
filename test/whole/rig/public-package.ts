import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A small public package that nobody here wrote, without dependencies, whose own tests are in what npm serves. */
const NAME = 'color-convert@0.5.3';
const SHA512 = 'RwBeO/B/vZR3dfKL1ye/vx8MHZ40ugzpyfeVG5GsiuGnrlMWe2o8wxBbLCpw9CsxV+wHuzYlCiWnybrIA0ling==';

/** Unpacks it into a new folder below `into`; undefined where no registry is reachable. */
export function publicPackage(into: string): string | undefined {
  const folder = join(into, 'public-package');
  mkdirSync(folder);
  let file: string;
  try {
    file = execFileSync('npm', ['pack', '--silent', NAME], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return undefined;
  }
  const digest = createHash('sha512')
    .update(readFileSync(join(folder, file)))
    .digest('base64');
  if (digest !== SHA512) throw new Error(`the registry serves another ${NAME}: ${digest}`);
  execFileSync('tar', ['xzf', file], { cwd: folder });
  return join(folder, 'package');
}
