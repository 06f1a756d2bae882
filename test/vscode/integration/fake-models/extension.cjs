/** A model that the editor itself would offer: it writes a file, then finishes; or gives the answer it is asked for. */
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

exports.activate = ({ subscriptions }) => {
  subscriptions.push(
    vscode.lm.registerLanguageModelChatProvider('baro-test', {
      provideLanguageModelChatInformation: () => [fake],
      provideTokenCount: async () => 1,
      async provideLanguageModelChatResponse(_, messages, { tools = [] }, progress) {
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
