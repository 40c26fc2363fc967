import type { Page } from 'playwright-core';

/** The cells of a chart's table, row by row. */
export const chartRows = (page: Page, caption: string): Promise<string[][]> =>
  page
    .getByRole('table', { name: caption, exact: true, includeHidden: true })
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => Array.from(row.querySelectorAll('th, td'), ({ textContent }) => textContent ?? '')),
    );
