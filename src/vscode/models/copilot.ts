import type { NativeBackend } from '../../adapters/backends/native.ts';
import type { Protocol } from '../../adapters/backends/wire.ts';
import type { Outcome, Progress, ThinkRequest } from '../../engine/backend.ts';
import { withoutPrice } from './without-price.ts';

/** VS Code's own models as a backend: the loop and the tools are those of the other native ones. */
export function copilot(protocol: Protocol, anyModel: string): NativeBackend {
  let loaded: Promise<NativeBackend> | undefined;
  const load = async () => {
    const [{ native }, { runCommand }] = await Promise.all([
      import('../../adapters/backends/native.ts'),
      import('../../adapters/processes.ts'),
    ]);
    return native(
      { name: 'copilot', protocol, defaultModel: anyModel },
      // The editor itself holds the account: there is no key to send, and no server of ours to send it to.
      { reach: async () => ({ baseUrl: 'http://127.0.0.1', key: undefined }), runCommand },
    );
  };
  return {
    name: 'copilot',
    async models(route, abort, labels) {
      loaded ??= load();
      return (await loaded).models(route, abort, labels);
    },
    async *think<T>(request: ThinkRequest<T>): AsyncGenerator<Progress, Outcome<T>> {
      loaded ??= load();
      return yield* withoutPrice((await loaded).think(request));
    },
  };
}
