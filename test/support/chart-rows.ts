import type { Page } from 'playwright-core';

/** The cells of a chart's table, row by row. */
export const chartRows = async (page: Page, caption: string): Promise<string[][]> => {
  const table = page.getByRole('table', { name: caption, exact: true, includeHidden: true });
  const rows = await table.locator('tbody tr').all();
  return Promise.all(rows.map((row) => row.locator('th, td').allTextContents()));
};
