import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** What a virtual environment names its folder, and the checkout it was installed from, in. */
const TEXTS = /(^pyvenv\.cfg|\.pth|\.egg-link|^direct_url\.json|^__editable__.*\.py)$/;
const MOST_BYTES = 1_000_000;

export const isVirtualEnvironment = (folder: string) => existsSync(join(folder, 'pyvenv.cfg'));

/**
 * Makes a copied virtual environment speak of its new place. Its programs name their interpreter with the whole
 * path, and editable installs name the sources: unchanged, tests in the copy would run the person's own code.
 */
export async function relocate(folder: string, from: string, to: string): Promise<void> {
  if (!isVirtualEnvironment(folder)) return;
  const programs = ['bin', 'Scripts'].map((name) => join(folder, name)).filter((path) => existsSync(path));
  for (const program of programs)
    for (const name of await names(program)) await rewrite(join(program, name), from, to);
  for (const name of await names(folder)) if (TEXTS.test(name)) await rewrite(join(folder, name), from, to);
  for (const packages of await sitePackages(folder)) {
    for (const name of await names(packages)) {
      if (TEXTS.test(name)) await rewrite(join(packages, name), from, to);
      if (name.endsWith('.dist-info')) await rewrite(join(packages, name, 'direct_url.json'), from, to);
    }
  }
}

async function sitePackages(folder: string): Promise<readonly string[]> {
  const versions = await names(join(folder, 'lib'));
  const all = [
    ...versions.map((version) => join(folder, 'lib', version, 'site-packages')),
    join(folder, 'Lib', 'site-packages'),
  ];
  return all.filter((path) => existsSync(path));
}

async function rewrite(file: string, from: string, to: string): Promise<void> {
  const bytes = await readFile(file).catch(() => undefined);
  if (!bytes || bytes.length > MOST_BYTES || bytes.includes(0) || !bytes.includes(from)) return;
  // `/home/ada/app` is not the beginning of `/home/ada/app-2`
  const place = new RegExp(`${latin1(from).replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}(?![\\w.-])`, 'g');
  await writeFile(
    file,
    bytes.toString('latin1').replace(place, () => latin1(to)),
    'latin1',
  );
}

const latin1 = (text: string) => Buffer.from(text).toString('latin1');
const names = (folder: string) => readdir(folder).catch((): string[] => []);
