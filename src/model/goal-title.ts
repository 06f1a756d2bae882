import { clip } from './size.ts';

/** The goal on one line: its first, without the mark of a heading. */
export const goalTitle = (goal: string) =>
  clip((goal.split('\n').find((line) => line.trim()) ?? '').replace(/^[#\s]+/, '').trim(), 100);
