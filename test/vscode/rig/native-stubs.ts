/**
 * Two of the server's compiled addons in plain JavaScript (CommonJS), by package. Without the first nothing is
 * written to the logs; without the second the extension host complains, and would outlive its server.
 */
export const nativeStubs: Readonly<Record<string, string>> = {
  '@vscode/spdlog': `
const fs = require('fs');
const path = require('path');
const names = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
let defaultLevel = 2;

class Logger {
  constructor(file) {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    this.level = defaultLevel;
    this.stream = fs.createWriteStream(file, { flags: 'a' }).on('error', () => {});
  }
  write(level, message) {
    if (level < this.level) return;
    const at = new Date().toISOString().replace('T', ' ').slice(0, -1);
    this.stream.write(at + ' [' + names[level] + '] ' + message + '\\n');
  }
  trace(message) { this.write(0, message); }
  debug(message) { this.write(1, message); }
  info(message) { this.write(2, message); }
  warn(message) { this.write(3, message); }
  error(message) { this.write(4, message); }
  critical(message) { this.write(5, message); }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  clearFormatters() {}
  setPattern() {}
  flush() {}
  drop() { this.stream.end(); }
}

exports.version = 1;
exports.Logger = Logger;
exports.setLevel = (level) => { defaultLevel = level; };
exports.setFlushOn = () => {};
exports.shutdown = () => {};
exports.createRotatingLogger = async (name, file) => new Logger(file);
exports.createAsyncRotatingLogger = exports.createRotatingLogger;
`,
  '@vscode/native-watchdog': `
exports.start = (pid) => {
  const timer = setInterval(() => {
    try { process.kill(pid, 0); } catch { process.exit(87); }
  }, 2000);
  timer.unref();
};
exports.exit = (code) => process.exit(code);
`,
};
