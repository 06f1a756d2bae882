import type { Run } from '../run.svelte.ts';
import type { PlanEditor } from './editor.svelte.ts';

/** Tells the host which plan is being changed here, and approves it with its changes where the host asks for that. */
export function shareDraft(run: Run, editor: PlanEditor): void {
  const runId = $derived(run.live.run?.id ?? '');
  const version = $derived(editor.draft && run.live.phase.proposed?.version);
  $effect(() => run.send({ type: 'draft', ...(version === undefined ? {} : { of: { runId, version } }) }));
  run.whenDraftApproved(() => {
    if (!editor.draft)
      run.notice('The changes are not there any more. Look at the plan once more, and approve it.');
    else if (editor.problems.length > 0)
      run.notice('The changes leave the plan broken. Mend it first, then approve it.');
    else if (!editor.blocked) editor.save(true);
  });
}
