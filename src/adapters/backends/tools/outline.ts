import { clip } from '../../../model/size.ts';

const DEFINITIONS = [
  /^\s*export\s+(?:default\s+)?(?:declare\s+)?(?:abstract\s+)?(?:async\s+)?(?:function\*?|class|const|let|var|type|interface|enum)\s+([\w$]+)/,
  /^(?:async\s+)?(?:function\*?|class|interface|enum|type)\s+([\w$]+)/,
  /^(?:module\.)?exports\.([\w$]+)\s*=/,
  /^\s*(?:async\s+)?def\s+(\w+[?!]?)/,
  /^func\s+(?:\([^)]*\)\s*)?(\w+)/,
  /^\s*(?:pub(?:\([^)]*\))?\s+)?(?:async\s+)?(?:fn|struct|enum|trait|mod)\s+(\w+)/,
  /^\s*(?:public|protected|internal)\s+(?:static\s+|final\s+|abstract\s+|sealed\s+|async\s+|override\s+)*(?:class|interface|record|enum|[\w<>[\],?]+)\s+(\w+)/,
  /^#{1,3}\s+(.{1,60})$/,
];

/** What a file defines, by name: enough to know what is in there, nothing of what it says. */
export function outline(path: string, text: string): string {
  const lines = text.split('\n');
  const names = new Set<string>();
  for (const line of lines) {
    if (names.size >= 40) break;
    if (line.length > 400) continue;
    const name = DEFINITIONS.map((pattern) => pattern.exec(line)?.[1]).find(Boolean);
    if (name) names.add(name);
  }
  const defines = names.size ? `: ${[...names].join(', ')}` : '';
  return clip(`${path} (${lines.length} lines)${defines}`, 400);
}
