import { USUAL } from '../run/usual.ts';

/*
 * Every name that package.json contributes, typed once; a test holds the two together. Nothing here imports
 * the editor, so that the names can be checked without one.
 */

/** Commands that the palette shows, by id, with their titles. */
export const PALETTE = {
  'baro.runGoal': 'Run Goal',
  'baro.tryDemo': 'Try the Demo',
  'baro.openDashboard': 'Open Dashboard',
  'baro.approvePlan': 'Approve Plan',
  'baro.rejectPlan': 'Reject Plan',
  'baro.pause': 'Pause',
  'baro.resume': 'Resume',
  'baro.stop': 'Stop',
  'baro.rerunStory': 'Rerun Story…',
  'baro.showStoryDiff': 'Show Story Diff',
  'baro.showStoryLog': 'Show Story Log',
  'baro.messageStory': 'Message Story…',
  'baro.acceptDiff': 'Accept Diff',
  'baro.rejectDiff': 'Reject Diff…',
  'baro.compareRuns': 'Compare Runs',
  'baro.runPlanAgain': 'Run Plan Again on Another Route…',
  'baro.racePlan': 'Race Plan on Several Routes…',
  'baro.setApiKey': 'Set API Key',
  'baro.cleanUp': 'Clean Up Worktrees',
  'baro.doctor': 'Doctor',
  'baro.exportRun': 'Export Run…',
  'baro.raiseBudget': 'Raise Budget…',
  'baro.showOutput': 'Show Output',
  'baro.openPullRequest': 'Open Pull Request',
} as const;

/** Commands that only menus, trees and comments offer, because they need to be told what they are about. */
export const IN_PLACE = {
  'baro.openRun': 'Open Run',
  'baro.resumeRun': 'Resume Run',
  'baro.refreshRuns': 'Refresh Runs',
  'baro.openStory': 'Open Story',
  'baro.addFeedback': 'Add Feedback',
  'baro.submitFeedback': 'Submit Feedback',
  'baro.discardFeedback': 'Discard Feedback',
} as const;

export type PaletteCommand = keyof typeof PALETTE;
export type Command = PaletteCommand | keyof typeof IN_PLACE;

export const VIEWS = { runs: 'baro.runs', stories: 'baro.stories', needsYou: 'baro.needsYou' } as const;
export const DASHBOARD = 'baro.dashboard';
export const CHAT = 'baro.chat';
export const TOOLS = { runGoal: 'baro_run_goal', runStatus: 'baro_run_status' } as const;
/** The scheme of everything Baro shows that is no file on disk. */
export const SCHEME = 'baro';

/** What menus, keys and welcomes may ask about. */
export const CONTEXT_KEYS = [
  'baro.hasRun',
  'baro.running',
  'baro.paused',
  'baro.resumable',
  'baro.planWaiting',
  'baro.reviewWaiting',
  'baro.frontDiff',
  'baro.frontDiffWaiting',
  'baro.overBudget',
  'baro.planning',
  'baro.planApproved',
  'baro.hasPullRequest',
  'baro.storySelected',
] as const;
export type ContextKey = (typeof CONTEXT_KEYS)[number];

/**
 * Settings by key. What decides about money, approval, programs or where keys are sent is the person's
 * (`application` or `machine`): a folder cannot set it. The rest may differ from folder to folder.
 */
export const SETTINGS = {
  'baro.models.preset': { scope: 'resource', default: 'auto' },
  'baro.models.architect': { scope: 'resource', default: '' },
  'baro.models.planner': { scope: 'resource', default: '' },
  'baro.models.story': { scope: 'resource', default: '' },
  'baro.models.critic': { scope: 'resource', default: '' },
  'baro.models.surgeon': { scope: 'resource', default: '' },
  'baro.models.light': { scope: 'resource', default: '' },
  'baro.models.standard': { scope: 'resource', default: '' },
  'baro.models.heavy': { scope: 'resource', default: '' },
  'baro.models.ladder': { scope: 'resource', default: [] },
  'baro.models.presets': { scope: 'application', default: {} },
  'baro.models.prices': { scope: 'application', default: {} },
  'baro.models.capabilities': { scope: 'application', default: {} },
  'baro.models.openaiBaseUrl': { scope: 'machine', default: '' },
  'baro.models.anthropicBaseUrl': { scope: 'machine', default: '' },
  'baro.models.endpoints': { scope: 'machine', default: {} },
  'baro.models.claudePath': { scope: 'machine', default: '' },
  'baro.models.codexPath': { scope: 'machine', default: '' },
  'baro.models.acpCommand': { scope: 'machine', default: '' },
  'baro.models.environment': { scope: 'machine', default: [] },
  'baro.budget.usd': { scope: 'application', default: 0 },
  'baro.budget.timeoutMinutes': { scope: 'application', default: 0 },
  'baro.budget.parallel': { scope: 'resource', default: USUAL.parallel },
  'baro.budget.attempts': { scope: 'resource', default: USUAL.attempts },
  'baro.worktree.directory': { scope: 'machine', default: '' },
  'baro.worktree.setupCommand': { scope: 'resource', default: '' },
  'baro.worktree.readyCommand': { scope: 'resource', default: '' },
  'baro.worktree.includeFiles': { scope: 'resource', default: [] },
  'baro.worktree.localOnly': { scope: 'application', default: false },
  'baro.worktree.continueInBackground': { scope: 'application', default: false },
  'baro.verify.build': { scope: 'resource', default: [] },
  'baro.verify.test': { scope: 'resource', default: [] },
  'baro.verify.approvePlan': { scope: 'application', default: 'ask' },
  'baro.verify.reviewDiffs': { scope: 'application', default: false },
  'baro.notifications.when': { scope: 'application', default: 'windowNotFocused' },
} as const;

export type Setting = keyof typeof SETTINGS;

export const PRESETS = [
  'auto',
  'claude',
  'codex',
  'openai',
  'anthropic',
  'copilot',
  'hybrid',
  'openai-compatible',
  'acp',
  'scripted',
] as const;
