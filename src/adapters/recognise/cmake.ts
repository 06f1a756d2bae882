import { languages } from './languages.ts';
import type { Project, Recogniser } from './project.ts';

/**
 * C and C++, which CMake builds into a folder of its own that git does not see. Elsewhere it builds but an extension,
 * which the language's own tools know better how to build.
 */
export const cmake: Recogniser = {
  manifests: ['CMakeLists.txt'],
  async recognise(project) {
    const native = /^C(\+\+)?$/.test(languages(project.files)[0] ?? '');
    const lists = ((await project.read('CMakeLists.txt')) ?? '').replace(/#.*$/gm, '');
    const folder = buildFolder(project);
    const ignored = project.windows ? `echo * > ${folder}\\.gitignore` : `echo '*' > ${folder}/.gitignore`;
    const build = `cmake -S . -B ${folder} && ${ignored} && cmake --build ${folder}`;
    const tested = /\b(enable_testing\s*\(|include\s*\(\s*CTest\s*\))/i.test(lists);
    // By itself ctest would run what was built last; on Windows it has to be told which of the builds.
    const test = `${build} && ctest --test-dir ${folder}${project.windows ? ' -C Debug' : ''} --output-on-failure`;
    return {
      setup: [],
      build: native ? [build] : [],
      test: native && tested ? [test] : [],
      lint: [],
      workspaces: [],
    };
  },
};

/** `build`, unless the repository has something of its own there. */
const buildFolder = ({ files }: Project) =>
  files.some((path) => path.startsWith('build/')) ? 'cmake-build' : 'build';
