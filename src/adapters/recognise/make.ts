import type { Recogniser } from './project.ts';

const KINDS = {
  setup: ['deps', 'install-deps', 'bootstrap', 'setup'],
  build: ['build', 'all'],
  test: ['test', 'tests', 'check', 'test-unit', 'unit-test'],
  lint: ['lint', 'typecheck', 'vet'],
} as const;

/** Whatever the language, a Makefile's targets say what people run here. */
export const make: Recogniser = {
  manifests: ['Makefile', 'makefile', 'GNUmakefile'],
  async recognise(project) {
    const path = make.manifests.find((name) => project.has(name)) ?? '';
    const targets = targetsOf((await project.read(path)) ?? '');
    const command = (kind: keyof typeof KINDS) => {
      const target = KINDS[kind].find((name) => targets.has(name));
      return target ? [`make ${target}`] : [];
    };
    return {
      setup: command('setup'),
      build: command('build'),
      test: command('test'),
      lint: command('lint'),
      workspaces: [],
    };
  },
};

/** The explicit targets; pattern rules and assignments (`a := b`, `a ::= b`) are none. */
function targetsOf(makefile: string): ReadonlySet<string> {
  const rules = makefile.matchAll(/^([A-Za-z0-9][A-Za-z0-9_. -]*?)\s*::?(?![:=])/gm);
  return new Set([...rules].flatMap((rule) => (rule[1] ?? '').split(/\s+/)));
}
