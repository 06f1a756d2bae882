import { arch, platform } from 'node:os';
import { fileURLToPath } from 'node:url';

/** Where the real CLIs are installed; git ignores it. */
export const clisFolder = fileURLToPath(new URL('../../.baro-test/clis', import.meta.url));

const modules = `${clisFolder}/node_modules`;
const here = `${platform()}-${arch()}`;

export const clis = {
  claude: [`${modules}/@anthropic-ai/claude-code-${here}/claude`],
  codex: [process.execPath, `${modules}/@openai/codex/bin/codex.js`],
  opencode: [`${modules}/opencode-${here}/bin/opencode`, 'acp'],
};
