import * as vscode from 'vscode';
import type { Place } from './ask-all.ts';

/** A question: of what, and where it stands among several where there are others. */
export type Step = { readonly title: string } & Partial<Place>;

export type Choice<T> = vscode.QuickPickItem & { readonly value: T };

/** Asks for a line. A button answers with its own value; `undefined` where the person let it be. */
export function askText<B = never>(
  step: Step,
  ask: {
    readonly prompt: string;
    readonly placeholder?: string;
    readonly value?: string;
    readonly password?: boolean;
    readonly check?: (text: string) => string | undefined;
    readonly buttons?: readonly { readonly button: vscode.QuickInputButton; readonly value: B }[];
    /** Hears what was typed where it is not the answer. */
    readonly left?: (text: string) => void;
  },
): Promise<{ readonly text: string } | { readonly button: B } | undefined> {
  const box = vscode.window.createInputBox();
  box.prompt = ask.prompt;
  box.placeholder = ask.placeholder ?? '';
  box.value = ask.value ?? '';
  box.password = ask.password ?? false;
  box.buttons = (ask.buttons ?? []).map(({ button }) => button);
  place(box, step);
  let accepted = false;
  return new Promise((resolve) => {
    box.onDidChangeValue(() => {
      box.validationMessage = undefined;
    });
    box.onDidAccept(() => {
      const problem = ask.check?.(box.value.trim());
      if (problem) box.validationMessage = problem;
      else {
        accepted = true;
        resolve({ text: box.value.trim() });
        box.hide();
      }
    });
    box.onDidTriggerButton((button) => {
      const pressed = ask.buttons?.find((one) => one.button === button);
      if (!pressed) return;
      resolve({ button: pressed.value });
      box.hide();
    });
    box.onDidHide(() => {
      if (!accepted) ask.left?.(box.value.trim());
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

type MoreOn<T> = {
  /** The same choices, when more is known of them. */
  readonly later?: Promise<readonly Choice<T>[]>;
  /** What a text that matches none of them means. */
  readonly typed?: (text: string) => Choice<T> | undefined;
};

/** Asks which; the first is what Enter takes. Where nothing matches what was typed, Enter takes nothing. */
export function askWhich<T>(
  step: Step,
  placeholder: string,
  choices: readonly Choice<T>[],
  { later, typed }: MoreOn<T> = {},
): Promise<Choice<T> | undefined> {
  const pick = vscode.window.createQuickPick<Choice<T>>();
  pick.placeholder = placeholder;
  pick.items = choices;
  pick.matchOnDescription = true;
  place(pick, step);
  void later?.then((items) => {
    const [active] = pick.activeItems;
    pick.items = items;
    if (active) pick.activeItems = items.filter(({ value }) => value === active.value);
  });
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      // What is active may still be what was so before the person typed.
      const choice =
        pick.selectedItems[0] ??
        pick.activeItems[0] ??
        (pick.value === '' ? pick.items[0] : typed?.(pick.value.trim()));
      if (!choice) return;
      resolve(choice);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}

/** What all questions have in common. */
function place<T extends vscode.QuickPickItem>(
  input: vscode.InputBox | vscode.QuickPick<T>,
  { title, step, of, back }: Step,
): void {
  input.title = title;
  input.ignoreFocusOut = true;
  if (step !== undefined) input.step = step;
  void Promise.resolve(of).then((count) => {
    input.totalSteps = count;
  });
  if (!back) return;
  const button = vscode.QuickInputButtons.Back;
  input.buttons = [button, ...input.buttons];
  input.onDidTriggerButton((pressed) => {
    if (pressed !== button) return;
    back();
    input.hide();
  });
}
