import type { ExportedRun } from '../src/model/exported.ts';
import { viewOf } from '../src/model/folding.ts';
import type { Answers, HostMessage, Request } from '../src/model/protocol.ts';
import { attemptKey } from '../src/model/view.ts';
import type { Channel } from './host.ts';

/** What an exported page has for a host: it shows the run and answers from what was exported; nothing can be asked of it. */
export function exportedChannel(exported: ExportedRun, tell: (message: HostMessage) => void): Channel {
  let state: unknown;
  return {
    getState: () => state,
    setState: (kept) => {
      state = kept;
    },
    postMessage: (message) =>
      queueMicrotask(() => {
        if (message.type === 'ready') tell(snapshotOf(exported));
        if (message.type === 'request')
          tell({
            type: 'answer',
            id: message.id,
            part: 0,
            parts: 1,
            json: JSON.stringify(answerOf(exported, message.request)),
          });
        if (message.type === 'open-link' && message.url.startsWith('https://'))
          window.open(message.url, '_blank', 'noopener');
      }),
  };
}

const snapshotOf = ({ entries }: ExportedRun): HostMessage => ({
  type: 'snapshot',
  snapshot: 1,
  part: 0,
  parts: 1,
  json: JSON.stringify({ view: viewOf(entries), live: false }),
});

function answerOf(exported: ExportedRun, request: Request): Answers[Request['type']] {
  switch (request.type) {
    case 'entries':
      return { entries: exported.entries.slice(request.from - 1, request.to) };
    case 'log': {
      const lines = logOf(exported, request);
      const { from, count } = request;
      return { total: lines.length, from, lines: lines.slice(from, from + count) };
    }
    case 'search': {
      const text = request.text.toLowerCase();
      const found = logOf(exported, request).filter(
        (line) => (!request.kind || line.kind === request.kind) && line.text.toLowerCase().includes(text),
      );
      return { lines: found.map(({ n }) => n), more: false };
    }
    case 'diff':
      return (
        exported.diffs[attemptKey(request.storyId, request.attempt)] ?? {
          from: '',
          to: '',
          files: [],
          more: 0,
        }
      );
    case 'runs':
      return { runs: [] };
    case 'routes':
      return { routes: [] };
  }
}

const logOf = ({ logs }: ExportedRun, { storyId, attempt }: { storyId: string; attempt: number }) =>
  logs[attemptKey(storyId, attempt)] ?? [];
