import { mkdir } from 'node:fs/promises';

/** Makes a folder of a run; a sentence for the person where it cannot be made. */
export async function madeFolder(folder: string): Promise<string | undefined> {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return undefined;
  } catch (error) {
    return `The folder ${folder} cannot be made (${(error as NodeJS.ErrnoException).code ?? error}).`;
  }
}
