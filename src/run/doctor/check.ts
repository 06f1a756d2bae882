/** One thing that was looked at. A gap keeps runs from starting; what is absent is only one way less. */
export type Check = {
  readonly area: 'models' | 'tools' | 'repository' | 'machine';
  readonly name: string;
  readonly state: 'ok' | 'absent' | 'note' | 'gap';
  readonly said: string;
  readonly todo?: string;
};

export const check = (
  area: Check['area'],
  name: string,
  state: Check['state'],
  said: string,
  todo?: string,
): Check => ({
  area,
  name,
  state,
  said,
  ...(todo ? { todo } : {}),
});
