import { hasTomlSection, members, tomlStrings } from './members.ts';
import { firstOf, type Recogniser } from './project.ts';

export const rust: Recogniser = {
  manifests: ['Cargo.toml'],
  async recognise(project) {
    const manifest = (await project.read('Cargo.toml')) ?? '';
    const wide = hasTomlSection(manifest, 'workspace');
    const named = tomlStrings(manifest, 'workspace', 'members');
    const excluded = tomlStrings(manifest, 'workspace', 'exclude').map((folder) => `!${folder}`);
    const scope = wide ? ' --workspace' : '';
    const clippy =
      firstOf(project, ['clippy.toml', '.clippy.toml']) ||
      /^\[(workspace\.)?lints(\.clippy)?\]/m.test(manifest);
    return {
      packageManager: 'cargo',
      setup: [project.has('Cargo.lock') ? 'cargo fetch --locked' : 'cargo fetch'],
      build: [`cargo build${scope}`],
      test: [`cargo test${scope} --no-fail-fast`],
      lint: [
        ...(firstOf(project, ['rustfmt.toml', '.rustfmt.toml']) ? ['cargo fmt --check'] : []),
        ...(clippy ? [`cargo clippy${scope}`] : []),
      ],
      workspaces: members(project.files, [...named, ...excluded], 'Cargo.toml'),
    };
  },
};
