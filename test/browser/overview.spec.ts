import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { demoPatterns } from '../../db/demo/demo-patterns.js';
import { demoPatternId, demoUsages } from '../../db/demo/demo-usages.js';
import type { OverviewResponse } from '../../src/analytics/overview/overview.dto.js';
import type { RecommendationsResponse } from '../../src/effectiveness/recommendations/recommendations.dto.js';
import { describeInBrowser, isTooWide, seriousFaults } from '../support/browser.js';
import { chartRows } from '../support/chart-rows.js';

const DAY = 86_400_000;
const NOW = Date.now();
const at = (days: number): string => new Date(NOW - days * DAY).toISOString();
/** A range that no time passes in, so that page and API answer the same. */
const FROM = at(30);
const TO = at(1);
const CLOSED = `from=${FROM}&to=${TO}`;

const numbers = new Intl.NumberFormat('en-GB');
const percents = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 });
const scores = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** The figure that a page shows of a metric, once it shows any. */
const figure = (page: Page, metric: string): Promise<string> =>
  page.locator(`[data-metric=${metric}] .figure-value`).innerText();

const expectUsages = async (page: Page, usages: number): Promise<void> => {
  const text = numbers.format(usages);
  await page.locator('[data-metric=usages] .figure-value', { hasText: new RegExp(`^${text}$`) }).waitFor();
};

describeInBrowser(
  'the overview',
  () => demoUsages(NOW, 8000),
  ({ open, ask, record, expectFailures }) => {
    it('shows the numbers that the API answers, for the range and zone of the URL', async () => {
      const page = await open(`/?${CLOSED}&tz=America/New_York`);
      const query = new URLSearchParams({
        from: FROM,
        to: TO,
        timezone: 'America/New_York',
        granularity: 'day',
        include: 'unknown',
      });
      const answer = await ask<OverviewResponse>(`overview?${query.toString()}`);
      await expectUsages(page, answer.current.usages);
      expect(await figure(page, 'success_rate')).toBe(percents.format(answer.current.success_rate!));
      expect(await figure(page, 'average_quality')).toBe(scores.format(answer.current.average_quality!));
      expect(await page.locator('[data-metric=usages] .figure-change').innerText()).toContain(
        numbers.format(answer.previous.usages),
      );
      const rows = await chartRows(page, 'Usages per day');
      expect(rows.map((row) => row.slice(1))).toEqual(
        answer.buckets.map(({ outcomes: o, usages }) =>
          [o.success, o.partial_success, o.failure, o.error, o.unknown!, usages].map((count) =>
            numbers.format(count),
          ),
        ),
      );
      expect(rows.map(([name]) => name!.endsWith('(part)'))).toEqual(
        answer.buckets.map(({ partial }) => partial === true),
      );
      const bands = await chartRows(page, 'Usages by quality');
      expect(bands.map((row) => row[1])).toEqual(
        answer.quality_distribution.map(({ count }) => numbers.format(count)),
      );
      for (const [title, { patterns }] of [
        ['Most used', answer.most_used],
        ['Emerging', answer.emerging],
        ['Declining', answer.declining],
      ] as const) {
        const names = await page
          .getByRole('region', { name: title })
          .locator('.pattern-link')
          .allTextContents();
        expect([title, names]).toEqual([title, patterns.map(({ pattern_name }) => pattern_name)]);
      }
    });

    it('says what needs attention, and why, as it is recommended', async () => {
      const worst = (query: string): Promise<RecommendationsResponse> =>
        ask(`recommendations?order=failures&limit=4&${query}`);
      const page = await open('/?range=30d&tz=UTC');
      const panel = page.getByRole('region', { name: 'Needs attention' });
      // The recommendations are computed every few seconds here, and the page asks for them less often.
      for (;;) {
        const worse = await worst('getting_worse=true');
        const bad = await worst('getting_worse=false&recommendation=not_recommended');
        const shown = await panel.locator('.concerns p').allTextContents();
        const all = [...worse.recommendations, ...bad.recommendations];
        if (shown.length > 0 && shown.every((reason) => all.some((one) => one.reason === reason))) {
          expect(shown).toHaveLength(Math.min(4, all.length));
          break;
        }
        await page.reload();
        await panel.locator('.concerns, .all-well').waitFor();
      }
    });

    it('keeps every filter in the URL, and asks for it', async () => {
      const page = await open(`/?${CLOSED}&tz=UTC`);
      const usagesOf = async (query: string): Promise<number> =>
        (await ask<OverviewResponse>(`overview?${CLOSED}&${query}`)).current.usages;
      await page.getByLabel('Type').selectOption('security');
      await expectUsages(page, await usagesOf('pattern_type=security&include=unknown'));
      await page.getByLabel('Node').selectOption('effect');
      await expectUsages(page, await usagesOf('pattern_type=security&node_type=effect&include=unknown'));
      await page.getByRole('button', { name: 'Failure' }).click();
      await page.getByRole('button', { name: 'Error' }).click();
      await expectUsages(
        page,
        await usagesOf('pattern_type=security&node_type=effect&outcome=failure,error'),
      );
      await page.getByLabel('By', { exact: true }).selectOption('week');
      await page
        .getByRole('table', { name: 'Usages per week', includeHidden: true })
        .waitFor({ state: 'attached' });
      await page.getByLabel('Time zone').selectOption('Asia/Tokyo');
      const { searchParams } = new URL(page.url());
      expect(Object.fromEntries(searchParams)).toEqual({
        from: FROM,
        to: TO,
        tz: 'Asia/Tokyo',
        type: 'security',
        node: 'effect',
        outcome: 'failure,error',
        granularity: 'week',
      });
      await page.getByRole('button', { name: 'Clear filters' }).click();
      await expectUsages(page, await usagesOf('include=unknown'));
    });

    it('goes Back to what was shown before, and is the same from a link', async () => {
      const page = await open('/');
      await page.waitForURL('**/?range=7d&tz=Europe/Berlin');
      const pressed = (name: string): Promise<string | null> =>
        page.getByRole('button', { name, exact: true }).getAttribute('aria-pressed');
      await page.getByRole('button', { name: '30d', exact: true }).click();
      await page.getByRole('link', { name: 'Patterns' }).click();
      await page.waitForURL('**/patterns?range=30d&tz=Europe/Berlin');
      await page.goBack();
      await page.waitForURL('**/?range=30d&tz=Europe/Berlin');
      await page.goBack();
      await page.waitForURL('**/?range=7d&tz=Europe/Berlin');
      expect([await pressed('7d'), await pressed('30d')]).toEqual(['true', 'false']);
      const linked = await open('/?range=90d&granularity=week&tz=UTC');
      const asked = await linked.waitForResponse(/\/overview\?/);
      expect(Object.fromEntries(new URL(asked.url()).searchParams)).toEqual({
        time_range: '90d',
        granularity: 'week',
        include: 'unknown',
        timezone: 'UTC',
      });
    });

    it('takes a custom range on the clocks of the time zone, by keyboard alone', async () => {
      const page = await open('/?range=7d&tz=America/New_York');
      await page.getByRole('button', { name: 'Custom' }).focus();
      await page.keyboard.press('Enter');
      await page.getByLabel('From').fill('2026-03-01T00:00');
      await page.getByLabel('To', { exact: true }).fill('2026-02-01T00:00');
      await page.keyboard.press('Enter');
      expect(await page.getByRole('alert').innerText()).toBe('To has to be after from.');
      await page.getByLabel('To', { exact: true }).fill('2026-04-01T00:00');
      await page.keyboard.press('Enter');
      await page.waitForURL(/from=2026-03-01T05:00:00.000Z&to=2026-04-01T04:00:00.000Z/);
      await page.getByText('No usages here').waitFor();
      expect(await page.locator('pre').innerText()).toContain('curl -X POST http://');
    });

    it('shows what is recorded while it is looked at, unless it is paused', async () => {
      const page = await open('/?range=1d&tz=UTC&type=quality');
      await page.locator('[data-metric=usages] .figure-value').waitFor();
      const pattern = demoPatterns.find(({ type }) => type === 'quality')!;
      const usage = { pattern_id: demoPatternId(pattern), outcome: 'success' };
      const shown = async (): Promise<number> => Number((await figure(page, 'usages')).replaceAll(',', ''));
      const expectMoreThan = async (least: number): Promise<void> => {
        while ((await shown()) <= least) await page.waitForTimeout(100);
      };
      // Usages also leave the range, so many come at once.
      const before = await shown();
      await record(Array.from({ length: 500 }, () => usage));
      await expectMoreThan(before + 400);
      await page.getByRole('button', { name: 'Live' }).click();
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      await record(Array.from({ length: 500 }, () => usage));
      await page.getByRole('button', { name: 'Paused' }).waitFor();
      expect(requests).toEqual([]);
      await page.getByRole('button', { name: 'Paused' }).click();
      await expectMoreThan(before + 900);
    });

    it('says what the problem document says, and tries again', async () => {
      expectFailures();
      const page = await open(`/?${CLOSED}&tz=UTC`);
      // The page asks for no more buckets than there can be; another client may.
      await page.route('**/overview?*', (route) => {
        const url = new URL(route.request().url());
        url.searchParams.set('from', '1971-01-01T00:00:00Z');
        url.searchParams.set('granularity', 'hour');
        return route.continue({ url: url.href });
      });
      await page.reload();
      await page.getByRole('alert').waitFor();
      expect(await page.getByRole('alert').innerText()).toContain('The range has more than 10000 buckets');
      await page.context().setOffline(true);
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByText('The server does not answer').waitFor();
      await page.context().setOffline(false);
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByText('The range has more than 10000 buckets').waitFor();
    });

    it('has a page for an address without one', async () => {
      const page = await open('/nowhere');
      await page.getByRole('link', { name: 'To the overview' }).click();
      await page.locator('[data-metric=usages]').waitFor();
    });

    it('keeps the theme that was chosen', async () => {
      const page = await open('/', { colorScheme: 'dark' });
      const theme = (): Promise<unknown> => page.evaluate('document.documentElement.dataset.theme');
      expect(await theme()).toBe('dark');
      await page.getByRole('button', { name: 'Show in light' }).click();
      expect(await theme()).toBe('light');
      await page.reload();
      await page.getByRole('button', { name: 'Show in dark' }).waitFor();
      expect(await theme()).toBe('light');
    });

    it.each(['light', 'dark'] as const)('is without serious faults for axe in %s', async (colorScheme) => {
      const page = await open('/?range=30d', { colorScheme });
      await page.locator('[data-metric=usages]').waitFor();
      expect(await seriousFaults(page)).toEqual([]);
    });

    it.each([360, 768, 3840])('fits a window of %d px', async (width) => {
      const page = await open('/?range=30d', { width, height: 800 });
      await page.locator('[data-metric=usages]').waitFor();
      expect(await isTooWide(page)).toBe(false);
    });
  },
);
