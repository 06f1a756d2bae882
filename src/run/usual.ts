/** How a run is worked on where neither the person nor the repository says it. */
export const USUAL = { parallel: 3, attempts: 3 } as const;
