import { join } from 'node:path';

export const projectFolder = join(import.meta.dirname, '../../..');

/** Where the rig keeps what is dear to fetch; git-ignored, and may be deleted at any time. */
export const { BARO_TEST_CACHE: cacheFolder = join(projectFolder, '.baro-test') } = process.env;
