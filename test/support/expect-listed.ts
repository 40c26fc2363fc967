import type { Page } from 'playwright-core';

/** Resolves once a list of usages shows exactly these. */
export const expectListed = async (page: Page, list: string, ids: readonly string[]): Promise<void> => {
  const links = page.getByRole('list', { name: list }).locator('[data-usage]');
  const shown = (): Promise<string> =>
    links.evaluateAll((found) => found.map((link) => link.getAttribute('data-usage')).join(' '));
  while ((await shown()) !== ids.join(' ')) await page.waitForTimeout(100);
};
