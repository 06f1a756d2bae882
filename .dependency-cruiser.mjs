/** Who may import whom. The folder name is the permission; every rule says why it exists. */
export default {
  forbidden: [
    {
      name: 'model-is-pure',
      comment: 'The model is folded in the host and in the webview: it may know only itself and zod.',
      severity: 'error',
      from: { path: '^src/model' },
      to: { pathNot: ['^src/model', 'node_modules/zod'] },
    },
    {
      name: 'engine-knows-no-platform',
      comment: 'The engine runs in a test without VS Code, git, a clock or a network.',
      severity: 'error',
      from: { path: '^src/engine' },
      to: { pathNot: ['^src/(model|engine)'] },
    },
    {
      name: 'participants-know-no-platform',
      comment: 'A participant reads the view and asks a port; what is behind the port is not its business.',
      severity: 'error',
      from: { path: '^src/participants' },
      to: {
        pathNot: ['^src/(model|engine|participants|prompts)', 'node_modules/(zod|minisearch)'],
      },
    },
    {
      name: 'adapters-know-no-participant',
      comment: 'An adapter serves a port. Who asks it, and why, is decided above.',
      severity: 'error',
      from: { path: '^src/adapters' },
      to: { path: '^src/(participants|run|cli|vscode|extension|prompts)' },
    },
    {
      name: 'runs-know-no-front-end',
      comment: 'src/run puts a run together for the command line and the editor alike.',
      severity: 'error',
      from: { path: '^src/run/' },
      to: { path: '^src/(cli|vscode|extension)' },
    },
    {
      name: 'the-command-line-knows-no-editor',
      comment: 'baro runs without VS Code.',
      severity: 'error',
      from: { path: '^src/cli' },
      to: { path: '^src/(vscode|extension)' },
    },
    {
      name: 'only-the-editor-imports-vscode',
      comment: 'Everything else can be tested and run without an editor.',
      severity: 'error',
      from: { pathNot: '^(src/vscode/|src/extension\\.ts|test/vscode/)' },
      to: { path: 'vscode$|@types/vscode' },
    },
    {
      name: 'webview-knows-only-the-model',
      comment: 'The dashboard folds the same log; it reaches the host through messages alone.',
      severity: 'error',
      from: { path: '^webview' },
      to: { path: '^src/(?!model)' },
    },
    {
      name: 'no-circles',
      comment: 'Two files that need each other are one idea, or three.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'types', 'default'],
      mainFields: ['module', 'main', 'types'],
    },
  },
};
