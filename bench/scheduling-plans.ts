import type { StoryBrief } from '../src/model/plan.ts';
import { brief } from '../test/support/scenario.ts';

/*
 * Three plans whose published figures are known and whose stories are not. They are made up anew so that their sums are
 * those figures: the work (765, 2,673 and 3,536 seconds), the critical path (425, 1,089 and 1,085 seconds), and what
 * they take by levels, and by critical path first, at 2, 3, 4 and 8 at once.
 */

/** Each story as its seconds, and the numbers of the stories that it needs. */
const made = (stories: readonly (readonly [seconds: number, ...needs: number[]])[]): readonly StoryBrief[] =>
  stories.map(([seconds, ...needs], n) =>
    brief(`story-${n}`, { dependsOn: needs.map((need) => `story-${need}`), estimateMinutes: seconds / 60 }),
  );

export const A = made([
  [18],
  [45, 0],
  [66, 0],
  [74, 2, 0],
  [77, 1, 0],
  [48, 3, 1],
  [50, 1, 0],
  [134, 3],
  [120, 7, 6, 0],
  [133, 7, 2],
]);

export const C = made([
  [255],
  [329, 0],
  [129, 1, 0],
  [29, 0],
  [93, 0],
  [105, 0],
  [270, 1, 4],
  [74, 6, 0, 2],
  [33, 4],
  [40, 5, 0],
  [16, 8, 5],
  [62, 1, 8, 5],
  [61, 7, 1],
  [29, 7, 11],
  [36, 2, 5, 3],
  [85, 11, 2],
  [43, 7, 8],
  [53, 9, 4],
  [216, 1],
  [161, 7, 4],
  [30, 8, 0],
  [197, 8],
  [152, 21, 3, 8],
  [175, 2, 0],
]);

export const D = made([
  [130],
  [327],
  [144, 1, 0],
  [38, 2, 1],
  [21, 1],
  [88, 0],
  [28, 1, 0],
  [74, 3, 0],
  [46, 4, 1],
  [64, 7, 3],
  [21, 4, 0],
  [132, 8, 2, 5],
  [98, 3],
  [155, 7, 0, 1],
  [100, 7, 10, 0],
  [347, 13, 1],
  [30, 9, 8],
  [127, 11],
  [84, 13, 7],
  [65, 5],
  [217, 8, 5, 19],
  [236, 17, 0, 4],
  [75, 17, 0, 20],
  [25, 16, 21, 3],
  [32, 6, 0],
  [63, 14, 4],
  [292, 9, 8],
  [17, 4, 9, 19],
  [192, 19, 2],
  [51, 18, 9],
  [22, 0],
  [89, 17, 24, 11],
  [106, 13, 28],
]);
