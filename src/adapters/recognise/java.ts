import { quoted } from './members.ts';
import { firstOf, type Project, type Recognised, type Recogniser } from './project.ts';

const GRADLE = ['build.gradle.kts', 'build.gradle', 'settings.gradle.kts', 'settings.gradle'];

/** Maven and Gradle fetch what they need as they build, so nothing is set up beforehand. */
export const java: Recogniser = {
  manifests: ['pom.xml', ...GRADLE],
  recognise: (project) => (project.has('pom.xml') ? maven(project) : gradle(project)),
};

async function maven(project: Project): Promise<Recognised> {
  const pom = ((await project.read('pom.xml')) ?? '').replace(/<!--[\s\S]*?-->/g, '');
  const mvn = `${wrapper(project, 'mvnw', 'mvnw.cmd', 'mvn')} -B`;
  return {
    packageManager: 'maven',
    setup: [],
    build: [`${mvn} -DskipTests package`],
    test: [`${mvn} -fae test`],
    lint: pom.includes('<artifactId>spotless-maven-plugin</artifactId>') ? [`${mvn} spotless:check`] : [],
    workspaces: [...pom.matchAll(/<module>\s*([^<\s]+)\s*<\/module>/g)].map((match) => match[1] ?? ''),
  };
}

async function gradle(project: Project): Promise<Recognised> {
  const settings = await read(project, ['settings.gradle.kts', 'settings.gradle']);
  const build = await read(project, ['build.gradle.kts', 'build.gradle']);
  const run = wrapper(project, 'gradlew', 'gradlew.bat', 'gradle');
  const included = [...settings.matchAll(/^\s*include\s*\(?([^)\n]*(?:,\s*\n[^)\n]*)*)\)?/gm)];
  return {
    packageManager: 'gradle',
    setup: [],
    build: [`${run} assemble`],
    test: [`${run} test --continue`],
    lint: /\bspotless\b/.test(build) ? [`${run} spotlessCheck`] : [],
    workspaces: included
      .flatMap((match) => quoted(match[1] ?? ''))
      .map((name) => name.replace(/^:/, '').replaceAll(':', '/')),
  };
}

const read = async (project: Project, names: readonly string[]) =>
  (await project.read(firstOf(project, names) ?? '')) ?? '';

const wrapper = (project: Project, posix: string, windows: string, installed: string) => {
  if (project.windows) return project.has(windows) ? windows : installed;
  return project.has(posix) ? `./${posix}` : installed;
};
