import { stripVTControlCharacters } from 'node:util';

/** Text from models and repositories does not steer a terminal. */
export const printable = (text: string) => stripVTControlCharacters(text).replace(/[^\P{C}\n\t]/gu, '');
