import type { Page } from 'playwright-core';

const findMilliseconds = 60_000;
const lookMilliseconds = 700;

export type QuickInput = ReturnType<typeof quickInput>;

/** The box at the top of the window in which VS Code asks for a command, a text or a choice. */
export const quickInput = (page: Page) => {
  const box = page.locator('.quick-input-widget');
  const input = box.locator('input.input, input[type="text"]').first();
  const row = (label: string) => box.locator('.monaco-list-row').filter({ hasText: label }).first();

  /** Waits until the box asks this: its title, placeholder or message holds the words. */
  const asks = (prompt: string): Promise<void> =>
    box
      .filter({ hasText: prompt })
      .or(box.filter({ has: page.getByPlaceholder(prompt) }))
      .waitFor();

  const type = async (prompt: string, text: string): Promise<void> => {
    await asks(prompt);
    await input.fill(text);
  };

  return {
    asks,
    type,
    /** Types a text and confirms it with Enter. */
    async answer(prompt: string, text: string): Promise<void> {
      await type(prompt, text);
      await page.keyboard.press('Enter');
    },
    /** Picks the first row that holds the words; they are typed, as rows far down are not drawn. */
    async pick(prompt: string, label: string): Promise<void> {
      await asks(prompt);
      await input.fill(label);
      await row(label).click();
    },
    /** Takes what is offered. */
    async accept(prompt: string): Promise<void> {
      await asks(prompt);
      await page.keyboard.press('Enter');
    },
    /**
     * Runs a command by its name in the palette, `Category: Title`. The palette does not take up commands that
     * appear while it is open, and an extension's appear seconds after the window: it is opened anew until then.
     */
    async command(name: string): Promise<void> {
      const deadline = Date.now() + findMilliseconds;
      while (Date.now() < deadline) {
        await page.keyboard.press('Escape');
        await page.keyboard.press('F1');
        await input.fill(`>${name}`);
        const found = await row(name)
          .waitFor({ timeout: lookMilliseconds })
          .then(
            () => true,
            () => false,
          );
        // A click is never repeated: one that was only slow has opened the next question by then.
        if (found) return row(name).click();
      }
      throw new Error(`The palette has no command "${name}".`);
    },
  };
};
