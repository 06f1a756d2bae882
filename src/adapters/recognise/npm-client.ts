import { firstOf, type Project } from './project.ts';

/** How a client of the npm registry is told to install and to run scripts. */
export type NpmClient = {
  readonly name: 'npm' | 'pnpm' | 'yarn' | 'bun';
  /** It has a lock file here, so `install` takes exactly what that says. */
  readonly locked: boolean;
  readonly install: string;
  /** Runs a program of an installed package. */
  readonly exec: string;
  run(script: string): string;
  /** Runs the script in every workspace that has it; `toTheEnd` also after it was red in one, where the client can. */
  runEverywhere(script: string, toTheEnd: boolean): string;
};

const LOCKS = {
  pnpm: ['pnpm-lock.yaml'],
  yarn: ['yarn.lock'],
  bun: ['bun.lock', 'bun.lockb'],
  npm: ['package-lock.json', 'npm-shrinkwrap.json'],
} as const;
const NAMES = ['pnpm', 'yarn', 'bun', 'npm'] as const;

/** The client that `packageManager` (as in `pnpm@9.1.0`) names, else the one whose lock file is here, else npm. */
export function npmClient(project: Project, packageManager: string | undefined): NpmClient {
  const named = NAMES.find((name) => packageManager?.startsWith(`${name}@`));
  const name = named ?? NAMES.find((client) => firstOf(project, LOCKS[client])) ?? 'npm';
  const locked = firstOf(project, LOCKS[name]) !== undefined;
  const modernYarn = project.has('.yarnrc.yml') || /^yarn@(?!0\.|1\.)/.test(packageManager ?? '');
  const frozen = locked ? ' --frozen-lockfile' : '';
  if (name === 'pnpm')
    return {
      name,
      locked,
      install: `pnpm install${frozen}`,
      exec: 'pnpm exec',
      run: (script) => (script === 'test' ? 'pnpm test' : `pnpm run ${script}`),
      runEverywhere: (script, toTheEnd) =>
        `pnpm -r ${toTheEnd ? '--no-bail ' : ''}--if-present run ${script}`,
    };
  if (name === 'yarn')
    return {
      name,
      locked,
      install: modernYarn && locked ? 'yarn install --immutable' : `yarn install${modernYarn ? '' : frozen}`,
      exec: 'yarn',
      run: (script) => (script === 'test' ? 'yarn test' : `yarn run ${script}`),
      runEverywhere: (script) =>
        modernYarn ? `yarn workspaces foreach --all run ${script}` : `yarn workspaces run ${script}`,
    };
  if (name === 'bun')
    return {
      name,
      locked,
      install: `bun install${frozen}`,
      exec: 'bunx',
      run: (script) => `bun run ${script}`,
      runEverywhere: (script) => `bun run --filter "*" ${script}`,
    };
  return {
    name,
    locked,
    install: locked ? 'npm ci' : 'npm install',
    exec: 'npx',
    run: (script) => (script === 'test' ? 'npm test' : `npm run ${script}`),
    runEverywhere: (script) => `npm run ${script} --workspaces --if-present`,
  };
}
