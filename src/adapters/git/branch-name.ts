const MOST = 40;

/** `baro/<slug>-<shortId>`: letters, digits and dashes only, whatever the goal is made of. */
export function branchName(goal: string, runId: string): string {
  const plain = goal.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
  const words = plain.split(/[^a-z0-9]+/).filter((word) => word !== '');
  let slug = '';
  for (const word of words) {
    const longer = slug === '' ? word.slice(0, MOST) : `${slug}-${word}`;
    if (longer.length > MOST) break;
    slug = longer;
  }
  const shortId = runId
    .toLowerCase()
    .replace(/[^a-z0-9]/g, '')
    .slice(-6);
  return `baro/${slug || 'goal'}-${shortId}`;
}
