import { createContext } from 'svelte';
import type { Run } from './run.svelte.ts';

/** The run on show, for every component below the app. */
export const [theRun, provideRun] = createContext<Run>();
