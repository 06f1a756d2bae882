const ESC = '\u001b';

/** What terminals obey: colours, cursors, titles, the clipboard, links, files, keys, other character sets, and letters turned around. */
const WITH_ESCAPE = [
  ...[
    '[31m',
    '[1;4;38;5;196m',
    '[2J',
    '[H',
    '[10;10H',
    '[5A',
    '[s',
    '[u',
    '[?25l',
    '[?1049h',
    '[?2004h',
    '[6n',
    '[c',
  ],
  ...[
    '[0q',
    '[3J',
    '[>0c',
    '[!p',
    '[1 q',
    '[8;50;200t',
    '[21t',
    '[4h',
    '[20h',
    '[?1000h',
    '[=1u',
    '[K',
    '[2K',
    '[1P',
  ],
  ...[
    ']0;title\u0007',
    `]0;title${ESC}\\`,
    ']2;x\u0007',
    ']52;c;c2VjcmV0\u0007',
    `]52;c;?${ESC}\\`,
    ']4;1;?\u0007',
  ],
  ...[
    `]8;;https://evil.test${ESC}\\link${ESC}]8;;${ESC}\\`,
    ']9;1;500\u0007',
    ']50;x\u0007',
    ']1337;File=:AAAA\u0007',
  ],
  ...[']633;E;rm -rf\u0007', ']7;file:///etc\u0007', ']104\u0007', ']777;notify;a;b\u0007', ']0;never ended'],
  ...['c', '7', '8', 'M', 'D', 'E', 'Z', '=', '>', '(0', ')B', '#8', 'N', 'O', '|', '}'],
  ...[
    `Pq#0;2;0;0;0${ESC}\\`,
    `P+q544e${ESC}\\`,
    `_Gf=100;AAAA${ESC}\\`,
    `^private${ESC}\\`,
    `Xstring${ESC}\\`,
  ],
].map((sequence) => `${ESC}${sequence}`);
const WITHOUT = [
  ...[
    '\u009b31m',
    '\u009d0;title\u009c',
    '\u0090q\u009c',
    '\u009f_x\u009c',
    '\u0085',
    '\u008d',
    '\u0007',
    '\u0008',
  ],
  ...['\u0000', '\u000b', '\u000c', '\u000e', '\u000f', '\r', '\u007f', `${ESC}`, `${ESC}${ESC}[31m`],
  ...['\u202a', '\u202e', '\u2066', '\u2069', '\u200e', '\u200f', '\u061c', '\ufeff'],
];

export const STEERING: readonly string[] = [...WITH_ESCAPE, ...WITHOUT];

/** What may be left of none of them. */
export const STEERS = /[^\P{Cc}\t\n]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
