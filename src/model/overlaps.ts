/** Whether two globs may name the same file. Errs on the side of yes only below a wildcard. */
export function overlaps(a: string, b: string): boolean {
  return segmentsOverlap(a.split('/'), b.split('/'));
}

function segmentsOverlap(a: readonly string[], b: readonly string[]): boolean {
  const [headA, ...restA] = a;
  const [headB, ...restB] = b;
  if (headA === undefined || headB === undefined) return headA === headB || [headA, headB].includes('**');
  if (headA === '**') return segmentsOverlap(restA, b) || segmentsOverlap(a, restB);
  if (headB === '**') return segmentsOverlap(a, restB) || segmentsOverlap(restA, b);
  return nameOverlaps(headA, headB) && segmentsOverlap(restA, restB);
}

/** Names with wildcards overlap when their fixed beginnings and ends allow it. */
function nameOverlaps(a: string, b: string): boolean {
  const wildA = a.search(/[*?[{]/);
  const wildB = b.search(/[*?[{]/);
  if (wildA < 0 && wildB < 0) return a === b;
  const startA = wildA < 0 ? a : a.slice(0, wildA);
  const startB = wildB < 0 ? b : b.slice(0, wildB);
  if (!startA.startsWith(startB) && !startB.startsWith(startA)) return false;
  const endA = /[^*?[\]{}]*$/.exec(a)?.[0] ?? '';
  const endB = /[^*?[\]{}]*$/.exec(b)?.[0] ?? '';
  return endA.endsWith(endB) || endB.endsWith(endA);
}
