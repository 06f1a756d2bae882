/**
 * Models that the editor itself would offer. The first writes a file, then finishes; or gives the answer it is asked
 * for. The second falls silent and hears nothing; the third has used up what may be asked of it; the fourth plays a
 * whole run of the plan that `baro-test.plan` was told.
 */
const vscode = require('vscode');

const fake = {
  id: 'fake-1',
  name: 'Fake 1',
  family: 'fake',
  version: '1',
  maxInputTokens: 100_000,
  maxOutputTokens: 10_000,
  capabilities: { toolCalling: true },
};

const other = (id) => ({ ...fake, id, name: id, family: id });

let plan;

/** What the fourth calls: by the answer it is asked for, or by the story it is about. */
function played(messages, tools, turns) {
  const text = messages.flatMap(({ content }) => content.map(({ value = '' }) => value)).join('\n');
  const { id, acceptance } = plan.stories.find(({ description }) => text.includes(description)) ?? {};
  const answer = tools.find(({ name }) => name === 'answer')?.inputSchema.properties;
  if (answer?.stories) return ['answer', plan];
  if (answer?.criteria) {
    const criteria = acceptance.map((criterion) => ({ criterion, met: true, evidence: 'seen' }));
    return ['answer', { criteria, requirements: [], summary: 'all of it is there' }];
  }
  if (answer) return ['answer', { decisions: [] }];
  if (turns > 0) return ['finish', { summary: 'done' }];
  return ['write_file', { path: `notes/${id}.txt`, content: `${id}\n` }];
}

exports.activate = ({ subscriptions }) => {
  subscriptions.push(
    vscode.commands.registerCommand('baro-test.plan', (told) => {
      plan = told;
    }),
    vscode.lm.registerLanguageModelChatProvider('baro-test', {
      provideLanguageModelChatInformation: () => [fake, ...['deaf-1', 'spent-1', 'player-1'].map(other)],
      provideTokenCount: async () => 1,
      async provideLanguageModelChatResponse({ id }, messages, { tools = [] }, progress) {
        if (id === 'deaf-1') {
          progress.report(new vscode.LanguageModelTextPart('Let me'));
          await new Promise(() => {});
        }
        if (id === 'spent-1') throw new Error('You have exceeded your premium request allowance.');
        const names = tools.map(({ name }) => name);
        const turns = messages.filter(
          ({ role }) => role === vscode.LanguageModelChatMessageRole.Assistant,
        ).length;
        const call = (name, input) =>
          progress.report(new vscode.LanguageModelToolCallPart(`call-${turns}-${name}`, name, input));
        progress.report(new vscode.LanguageModelTextPart('Let me see. '));
        if (id === 'player-1') call(...played(messages, tools, turns));
        else if (names.includes('answer')) call('answer', { word: 'yes' });
        else if (turns === 0) call('write_file', { path: 'made.txt', content: 'by the editor\n' });
        else call('finish', { summary: 'made a file' });
      },
    }),
  );
};
