import { tick } from 'svelte';

export function focusCard(id: string): boolean {
  return focus(`[data-story="${CSS.escape(id)}"]`);
}

/** Where what had the focus goes away, it moves to the story's card; where that goes too, to that of another story. */
export async function goOnFrom(id: string): Promise<void> {
  await tick();
  if (document.activeElement !== document.body) return;
  if (!focusCard(id)) focus('[data-story][tabindex="0"]');
}

function focus(selector: string): boolean {
  const card = document.querySelector<HTMLElement>(selector);
  card?.focus();
  return card !== null;
}
