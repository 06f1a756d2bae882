import * as vscode from 'vscode';

/** A question of several: where it stands among them. */
export type Step = { readonly title: string; readonly step: number; readonly of: number };

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
  },
): Promise<{ readonly text: string } | { readonly button: B } | undefined> {
  const box = vscode.window.createInputBox();
  box.title = step.title;
  if (step.of > 1) {
    box.step = step.step;
    box.totalSteps = step.of;
  }
  box.prompt = ask.prompt;
  box.placeholder = ask.placeholder ?? '';
  box.value = ask.value ?? '';
  box.password = ask.password ?? false;
  box.ignoreFocusOut = true;
  box.buttons = (ask.buttons ?? []).map(({ button }) => button);
  return new Promise((resolve) => {
    box.onDidChangeValue(() => {
      box.validationMessage = undefined;
    });
    box.onDidAccept(() => {
      const problem = ask.check?.(box.value.trim());
      if (problem) box.validationMessage = problem;
      else {
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
      resolve(undefined);
      box.dispose();
    });
    box.show();
  });
}

/** Asks which; the first is what Enter takes. */
export function askWhich<T>(
  step: Step,
  placeholder: string,
  choices: readonly Choice<T>[],
): Promise<Choice<T> | undefined> {
  const pick = vscode.window.createQuickPick<Choice<T>>();
  pick.title = step.title;
  if (step.of > 1) {
    pick.step = step.step;
    pick.totalSteps = step.of;
  }
  pick.placeholder = placeholder;
  pick.items = choices;
  pick.matchOnDescription = true;
  pick.ignoreFocusOut = true;
  return new Promise((resolve) => {
    pick.onDidAccept(() => {
      // What is active may still be what was so before the person typed.
      resolve(pick.selectedItems[0] ?? pick.activeItems[0]);
      pick.hide();
    });
    pick.onDidHide(() => {
      resolve(undefined);
      pick.dispose();
    });
    pick.show();
  });
}
