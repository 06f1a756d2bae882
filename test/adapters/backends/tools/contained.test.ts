import { once } from 'node:events';
import { link, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openInside, readable, writeInside } from '../../../../src/adapters/backends/tools/contained.ts';
import { twoFolders } from './place.ts';

let folder: string;
let outside: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder, outside, remove } = await twoFolders());
  await mkdir(join(folder, '.git'), { recursive: true });
  await mkdir(join(folder, 'src'));
  await mkdir(outside);
  await writeFile(join(folder, '.git/config'), 'mine');
  await writeFile(join(folder, 'src/a.txt'), 'a');
  await writeFile(join(outside, 'secret.txt'), 'secret');
});
afterEach(() => remove());

async function read(path: string): Promise<string> {
  const file = await openInside(folder, path);
  return file.readFile('utf8').finally(() => file.close());
}

describe('a path that a model names', () => {
  it('is read and written inside the folder, by whatever name', async () => {
    expect(await read('src/a.txt')).toBe('a');
    expect(await read('./src/../src/a.txt')).toBe('a');
    expect(await read(join(folder, 'src/a.txt'))).toBe('a');
    await writeInside(folder, 'new/deep/b.txt', 'b');
    await writeInside(folder, 'src/a.txt', '');
    expect(await read('new/deep/b.txt')).toBe('b');
    expect(await read('src/a.txt')).toBe('');
    await writeInside(folder, '.gitignore', 'x');
    await writeInside(folder, '.github/ci.yml', 'x');
  });

  it('may run through links that stay inside', async () => {
    await symlink('src', join(folder, 'lib'));
    await symlink(join(folder, 'src/a.txt'), join(folder, 'same.txt'));
    expect(await read('lib/a.txt')).toBe('a');
    await writeInside(folder, 'lib/b.txt', 'b');
    await writeInside(folder, 'same.txt', 'A');
    expect(await readFile(join(folder, 'src/b.txt'), 'utf8')).toBe('b');
    expect(await read('src/a.txt')).toBe('A');
  });

  it.each([
    '../tree-evil/secret.txt',
    'src/../../tree-evil/secret.txt',
    '/etc/passwd',
    '..',
    '.git/config',
    '.GIT/config',
    '.Git',
    '.git./config',
    '.git /config',
    '.g\u200cit/config',
    '.gi\u00adt/config',
    '.git::$INDEX_ALLOCATION/config',
    'GIT~1/config',
    'src/../.git/config',
    'src/sub/.git/hooks/pre-commit',
    '\uff0egit/config',
    'a\0b',
  ])('is refused outside of it, and inside git: %j', async (path) => {
    await expect(read(path)).rejects.toThrow(/outside|belongs to git|NUL/);
    await expect(writeInside(folder, path, 'evil')).rejects.toThrow(/outside|belongs to git|NUL/);
    expect(await readFile(join(folder, '.git/config'), 'utf8')).toBe('mine');
    expect(await readdir(outside)).toEqual(['secret.txt']);
  });

  it.each([
    [
      'a link to a file outside',
      'link.txt',
      async () => symlink('../tree-evil/secret.txt', join(folder, 'link.txt')),
    ],
    ['a link to a folder outside', 'out/secret.txt', async () => symlink(outside, join(folder, 'out'))],
    ['a new file behind such a link', 'out/new.txt', async () => symlink(outside, join(folder, 'out'))],
    [
      'a chain of links',
      'one/secret.txt',
      async () => {
        await symlink('two', join(folder, 'one'));
        await symlink('../tree-evil', join(folder, 'two'));
      },
    ],
    ['a link to git', 'meta/config', async () => symlink('.git', join(folder, 'meta'))],
    [
      'a link to nothing yet',
      'soon.txt',
      async () => symlink('../tree-evil/new.txt', join(folder, 'soon.txt')),
    ],
    [
      'a parent that was swapped',
      'src/secret.txt',
      async () => {
        await rename(join(folder, 'src'), join(folder, 'was'));
        await symlink(outside, join(folder, 'src'));
      },
    ],
  ])('is refused through %s', async (_, path, make) => {
    await make();
    await expect(read(path)).rejects.toThrow();
    await expect(writeInside(folder, path, 'evil')).rejects.toThrow();
    expect(await readdir(outside)).toEqual(['secret.txt']);
    expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
    expect(await readFile(join(folder, '.git/config'), 'utf8')).toBe('mine');
  });

  it('is not written where it is one of several names of a file', async () => {
    await link(join(outside, 'secret.txt'), join(folder, 'hard.txt'));
    await expect(writeInside(folder, 'hard.txt', 'evil')).rejects.toThrow('hard link');
    expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
  });

  it('is a file, not a folder and not a socket', async () => {
    const server = createServer().listen(join(folder, 'socket'));
    await once(server, 'listening');
    await expect(read('src')).rejects.toThrow('not a file');
    await expect(read('socket')).rejects.toThrow();
    await expect(writeInside(folder, 'socket', 'x')).rejects.toThrow();
    server.close();
    await expect(writeInside(folder, 'src', 'x')).rejects.toThrow();
    await expect(writeInside(folder, '.', 'x')).rejects.toThrow();
    await expect(readable(folder, 'gone')).rejects.toThrow('does not exist');
  });

  it('leads nowhere else while its folder is swapped for a link again and again', async () => {
    const swapped = join(folder, 'swap');
    let stop = false;
    const whatever = () => {}; // a file may be written there in between: the next round takes it away
    const swapping = (async () => {
      while (!stop) {
        await rm(swapped, { recursive: true, force: true }).catch(whatever);
        await mkdir(swapped).catch(whatever);
        await rm(swapped, { recursive: true, force: true }).catch(whatever);
        await symlink(outside, swapped).catch(whatever);
      }
    })();
    const trying = Array.from({ length: 400 }, async () => {
      await writeInside(folder, 'swap/secret.txt', 'evil').catch(() => {});
      await read('swap/secret.txt').then(
        (text) => expect(text).not.toBe('secret'),
        () => {},
      );
    });
    await Promise.all(trying).finally(() => {
      stop = true;
      return swapping;
    });
    expect(await readdir(outside)).toEqual(['secret.txt']);
    expect(await readFile(join(outside, 'secret.txt'), 'utf8')).toBe('secret');
  });
});
