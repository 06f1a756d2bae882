/**
 * Models that the editor itself would offer. The first writes a file, then finishes; or gives the answer it is asked
 * for. The second falls silent and hears nothing; the third has used up what may be asked of it.
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

exports.activate = ({ subscriptions }) => {
  subscriptions.push(
    vscode.lm.registerLanguageModelChatProvider('baro-test', {
      provideLanguageModelChatInformation: () => [fake, other('deaf-1'), other('spent-1')],
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
        if (names.includes('answer')) call('answer', { word: 'yes' });
        else if (turns === 0) call('write_file', { path: 'made.txt', content: 'by the editor\n' });
        else call('finish', { summary: 'made a file' });
      },
    }),
  );
};
