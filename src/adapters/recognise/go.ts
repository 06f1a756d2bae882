import { firstOf, type Recogniser } from './project.ts';

export const go: Recogniser = {
  manifests: ['go.mod', 'go.work'],
  async recognise(project) {
    const workspaces = used((await project.read('go.work')) ?? '');
    // Without a module of its own, the root of a workspace has no `./...`.
    const packages =
      workspaces.length === 0 ? './...' : workspaces.map((folder) => `./${folder}/...`).join(' ');
    const linter = firstOf(project, ['.golangci.yml', '.golangci.yaml', '.golangci.toml', '.golangci.json']);
    const vendored = project.files.some((path) => path.startsWith('vendor/'));
    return {
      packageManager: 'go',
      setup: vendored ? [] : ['go mod download'],
      build: [`go build ${packages}`],
      test: project.files.some((path) => path.endsWith('_test.go')) ? [`go test ${packages}`] : [],
      lint: [`go vet ${packages}`, ...(linter ? ['golangci-lint run'] : [])],
      workspaces,
    };
  },
};

/** The modules of a `go.work`, from `use ./a` and from `use ( … )`; the root itself makes no workspace. */
function used(work: string): string[] {
  const blocks = [...work.matchAll(/^use\s*\(([^)]*)\)/gm)].flatMap((match) => (match[1] ?? '').split('\n'));
  const lines = [...work.matchAll(/^use\s+([^(\s]+)/gm)].map((match) => match[1] ?? '');
  return [...blocks, ...lines]
    .map((line) =>
      line
        .replace(/\/\/.*/, '')
        .trim()
        .replace(/^\.\//, '')
        .replace(/\/$/, ''),
    )
    .filter((folder) => folder !== '');
}
