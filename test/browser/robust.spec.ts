import { describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { describeInBrowser } from '../support/browser.js';
import { chartRows } from '../support/chart-rows.js';

const HOUR = 3_600_000;
const ID = '0aaaaaaa-1111-4111-8111-111111111111';
/** Half an hour before the clocks of Paris first show 02:00 on the day they are set back. */
const BEFORE = Date.parse('2025-10-25T22:30:00Z');
const RANGE = 'from=2025-10-25T22:00:00Z&to=2025-10-26T04:00:00Z&granularity=hour&tz=Europe/Paris';

const usages = (): object[] => [
  ...Array.from({ length: 5 }, (_, at) => ({
    pattern_id: ID,
    pattern_name: 'Set back',
    outcome: 'success',
    execution_time_ms: 10,
    created_at: new Date(BEFORE + at * HOUR).toISOString(),
  })),
  { pattern_id: ID, outcome: 'success' },
];

const figures = (page: Page): Promise<void> => page.locator('[data-metric=usages] .figure-value').waitFor();
const zone = (page: Page): Promise<string> => page.getByLabel('Time zone').inputValue();

describeInBrowser('a page', usages, ({ open, expectFailures }) => {
  describe('in a browser whose time zone nobody knows, the dashboard', () => {
    it.each(['/', '/patterns', `/patterns/${ID}`, '/compare', '/relationships', '/ingestion'])(
      'shows UTC at %s',
      async (path) => {
        const page = await open(path, { TZ: 'XYZ5' });
        expect(await page.evaluate('new Intl.DateTimeFormat().resolvedOptions().timeZone')).not.toBe('UTC');
        await page.waitForURL((url) => url.searchParams.get('tz') === 'UTC');
        await page.locator('main').waitFor();
        if (path === '/') await figures(page);
        if (path === '/') expect(await zone(page)).toBe('UTC');
      },
    );
  });

  it('shows itself whatever its address says, in the reader’s own zone', async () => {
    const page = await open('/?tz=%FF%FE%00+02:00&range[]=7d&range=8d&granularity=month&type=9x&from=x&to=y');
    await figures(page);
    expect(await zone(page)).toBe('Europe/Berlin');
  });

  it('tells two bars of an hour apart that clocks show twice', async () => {
    const page = await open(`/patterns/${ID}?${RANGE}`);
    await figures(page);
    for (const title of ['Usages per hour', 'Success rate per hour', 'Latency per hour']) {
      const names = (await chartRows(page, title)).map(([name]) => name!);
      expect(names.filter((name) => name.includes('02:00'))).toEqual([
        expect.stringMatching(/02:00 UTC\+2$/),
        expect.stringMatching(/02:00 UTC\+1$/),
      ]);
      expect(new Set(names).size).toBe(names.length);
    }
  });

  it('says what happened where its code throws, and keeps what stands around it', async () => {
    expectFailures(/Cannot read properties of null|error occurred/);
    const page = await open('/?range=7d&tz=UTC');
    await figures(page);
    await page.route(/\/overview\?/, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...((await response.json()) as object), current: null } });
    });
    await page.reload();
    const alert = page.getByRole('alert');
    await alert.getByText('Cannot read properties of null').waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    await page.getByRole('link', { name: 'Patterns' }).click();
    await page.getByRole('link', { name: 'Set back' }).first().waitFor();
    expect(await alert.count()).toBe(0);
  });

  it('says so where a part of it cannot be loaded', async () => {
    expectFailures(/Failed to (load resource|fetch dynamically imported module)|error occurred|preload/);
    const page = await open('/?range=7d&tz=UTC');
    await figures(page);
    await page.route(/\/assets\/ingestion-page/, (route) => route.abort());
    await page.getByRole('link', { name: 'Ingestion' }).click();
    await page.getByRole('alert').waitFor();
    await page.unrouteAll({ behavior: 'wait' });
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { level: 1, name: 'Ingestion' }).waitFor({ state: 'attached' });
  });

  describe('the API’s description', () => {
    it.each(['/docs', '/docs/', '/docs/?x', '/docs?x'])('works at %s, under its policy', async (path) => {
      const page = await open(path);
      const operation = page.locator('.opblock', { hasText: '/api/pattern-analytics/stats' }).first();
      await operation.locator('.opblock-summary-control').click();
      await operation.getByRole('button', { name: 'Try it out' }).click();
      await operation.getByRole('button', { name: 'Execute' }).click();
      await operation.locator('.live-responses-table .response-col_status', { hasText: '200' }).waitFor();
      expect(await operation.locator('.live-responses-table').innerText()).toContain('"total_patterns": 1');
    });
  });
});
