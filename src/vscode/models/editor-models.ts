import * as vscode from 'vscode';
import type {
  Heard,
  Message,
  Protocol,
  Result,
  ToolSpec,
  WireRequest,
} from '../../adapters/backends/wire.ts';

/** The route's word for "whichever the editor would take". */
export const ANY_MODEL = 'auto';

/** VS Code's own language models, spoken like a provider's protocol: Copilot's, and those of any other extension. */
export const editorModels: Protocol = {
  name: 'vscode-lm',
  takesTools: () => true,
  models: async () => (await vscode.lm.selectChatModels()).map(({ id }) => id),
  async *stream({ abort }, request): AsyncGenerator<Heard, void> {
    yield { type: 'alive' };
    const cancel = new vscode.CancellationTokenSource();
    const stop = () => cancel.cancel();
    abort.addEventListener('abort', stop, { once: true });
    try {
      const model = await chosen(request.model);
      const response = await model.sendRequest(
        chat(request),
        { justification: 'Baro works on the goal that you gave it.', tools: request.tools.map(toolOf) },
        cancel.token,
      );
      yield { type: 'bill', model: model.id, tokens: null };
      const calls: { id: string; name: string; args: string }[] = [];
      let text = '';
      for await (const part of response.stream) {
        if (part instanceof vscode.LanguageModelTextPart) {
          text += part.value;
          yield { type: 'text', text: part.value };
        } else if (part instanceof vscode.LanguageModelToolCallPart) {
          calls.push({ id: part.callId, name: part.name, args: JSON.stringify(part.input) });
          yield { type: 'alive' };
        } else yield { type: 'strange', name: part?.constructor?.name ?? typeof part };
      }
      if (abort.aborted) return;
      yield { type: 'turn', turn: { text, calls, stop: 'end' } };
    } catch (error) {
      if (isRefusal(error)) yield { type: 'turn', turn: { text: error.message, calls: [], stop: 'refusal' } };
      else throw translated(error);
    } finally {
      abort.removeEventListener('abort', stop);
      cancel.dispose();
    }
  },
};

async function chosen(wanted: string): Promise<vscode.LanguageModelChat> {
  const models = await vscode.lm.selectChatModels();
  const found =
    wanted === ANY_MODEL
      ? (models.find(({ vendor }) => vendor === 'copilot') ?? models[0])
      : models.find(({ id, family, name }) => [id, family, name].includes(wanted));
  if (found) return found;
  const why =
    models.length === 0
      ? 'VS Code offers no language model: sign in to Copilot, or install an extension that brings one'
      : `VS Code offers no model "${wanted}"; it has ${models.map(({ id }) => id).join(', ')}`;
  throw Object.assign(new Error(why), { code: 'model_not_found' });
}

const toolOf = ({ name, description, schema }: ToolSpec): vscode.LanguageModelChatTool => ({
  name,
  description,
  inputSchema: schema,
});

/** There is no system message in this API: what all share comes first, in the person's name. */
const chat = ({ system, messages }: WireRequest): vscode.LanguageModelChatMessage[] => [
  vscode.LanguageModelChatMessage.User(system),
  ...messages.map(chatMessage),
];

function chatMessage(message: Message): vscode.LanguageModelChatMessage {
  if (message.role === 'user') return vscode.LanguageModelChatMessage.User(message.text);
  if (message.role === 'tool') return vscode.LanguageModelChatMessage.User(message.results.map(resultPart));
  return vscode.LanguageModelChatMessage.Assistant([
    ...(message.text ? [new vscode.LanguageModelTextPart(message.text)] : []),
    ...message.calls.map(
      ({ id, name, args }) => new vscode.LanguageModelToolCallPart(id, name, inputOf(args)),
    ),
  ]);
}

const resultPart = ({ id, text }: Result) =>
  new vscode.LanguageModelToolResultPart(id, [new vscode.LanguageModelTextPart(text)]);

function inputOf(args: string): object {
  try {
    const read: unknown = JSON.parse(args);
    return typeof read === 'object' && read !== null ? read : {};
  } catch {
    return {};
  }
}

const isRefusal = (error: unknown): error is vscode.LanguageModelError =>
  error instanceof vscode.LanguageModelError && error.code === vscode.LanguageModelError.Blocked.name;

/** In the words by which troubles are told apart. */
function translated(error: unknown): unknown {
  if (!(error instanceof vscode.LanguageModelError)) return error;
  const code =
    {
      [vscode.LanguageModelError.NoPermissions.name]: 'permission_error',
      [vscode.LanguageModelError.NotFound.name]: 'model_not_found',
    }[error.code] ?? error.code;
  return Object.assign(new Error(error.message, { cause: error }), { code });
}
