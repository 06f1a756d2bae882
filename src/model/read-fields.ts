/** What is wrong with a plan: each problem names the story and the field. */
export type PlanProblem = { readonly where: string; readonly problem: string };

/** Reads the fields of one record from outside; what is wrong with them is reported, each by its place. */
export function reader(where: string, record: Readonly<Record<string, unknown>>, report: PlanProblem[]) {
  const wrong = (key: string, problem: string) => report.push({ where: `${where}, ${key}`, problem });
  return {
    text(key: string, otherwise: string): string {
      const value = record[key];
      if (value === undefined || value === null) return otherwise;
      if (typeof value === 'string') return value;
      wrong(key, 'must be a text');
      return otherwise;
    },
    texts(key: string): string[] {
      const value = record[key];
      if (value === undefined || value === null) return [];
      const texts = Array.isArray(value) ? value.filter(isText) : [];
      if (!Array.isArray(value) || texts.length < value.length)
        wrong(key, 'must be a list of texts, none of them empty');
      return texts;
    },
  };
}

const isText = (value: unknown): value is string => typeof value === 'string' && value.trim() !== '';

export const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A name from outside, made safe to print: no control or direction marks, not longer than a line. */
export const shown = (text: string) => {
  const printable = text.replace(/[\p{C}\p{Zl}\p{Zp}]/gu, '�');
  return printable.length > 60 ? `${printable.slice(0, 59)}…` : printable;
};
