/** `node --import ./scripts/typescript.mjs file.ts`: newer Node runs TypeScript by itself, Node 20 needs this. */
import { register } from 'node:module';

if (!process.features.typescript) register('./typescript-hooks.mjs', import.meta.url);
