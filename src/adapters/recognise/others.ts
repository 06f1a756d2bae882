import { firstOf, type Project, type Recognised, type Recogniser } from './project.ts';

type Conventional = {
  readonly manifests: readonly string[];
  readonly packageManager: string;
  readonly setup: string;
  readonly fills?: string;
  readonly build?: string;
  readonly test: (project: Project) => string | undefined;
  readonly lint?: (project: Project) => string | undefined;
};

const some = (project: Project, pattern: RegExp) => project.files.some((path) => pattern.test(path));

/** Languages whose one tool has one way of doing things. */
const CONVENTIONAL: readonly Conventional[] = [
  {
    manifests: ['Gemfile'],
    packageManager: 'bundler',
    setup: 'bundle install',
    test: (project) => {
      if (some(project, /^spec\/.*_spec\.rb$/)) return 'bundle exec rspec';
      return project.has('bin/rails')
        ? 'bin/rails test'
        : project.has('Rakefile')
          ? 'bundle exec rake test'
          : undefined;
    },
    lint: (project) => (project.has('.rubocop.yml') ? 'bundle exec rubocop' : undefined),
  },
  {
    manifests: ['composer.json'],
    packageManager: 'composer',
    setup: 'composer install --no-interaction',
    fills: 'vendor',
    test: (project) =>
      firstOf(project, ['phpunit.xml', 'phpunit.xml.dist']) ? 'vendor/bin/phpunit' : undefined,
    lint: (project) =>
      firstOf(project, ['phpstan.neon', 'phpstan.neon.dist']) ? 'vendor/bin/phpstan analyse' : undefined,
  },
  {
    manifests: ['.sln', '.slnx', '.csproj', '.fsproj'],
    packageManager: 'dotnet',
    setup: 'dotnet restore',
    build: 'dotnet build',
    test: (project) => (some(project, /tests?[^/]*\.(cs|fs)proj$/i) ? 'dotnet test' : undefined),
  },
  {
    manifests: ['mix.exs'],
    packageManager: 'mix',
    setup: 'mix deps.get',
    fills: 'deps',
    build: 'mix compile',
    test: () => 'mix test',
    lint: (project) => (project.has('.formatter.exs') ? 'mix format --check-formatted' : undefined),
  },
  {
    manifests: ['Package.swift'],
    packageManager: 'swift',
    setup: 'swift package resolve',
    build: 'swift build',
    test: (project) => (some(project, /^Tests\//) ? 'swift test' : undefined),
  },
];

export const others: readonly Recogniser[] = CONVENTIONAL.map((language) => ({
  manifests: language.manifests,
  recognise: async (project): Promise<Recognised> => ({
    packageManager: language.packageManager,
    setup: [language.setup],
    ...(language.fills ? { fills: language.fills } : {}),
    build: given(language.build),
    test: given(language.test(project)),
    lint: given(language.lint?.(project)),
    workspaces: [],
  }),
}));

const given = (command: string | undefined) => (command === undefined ? [] : [command]);
