import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { demoPatterns } from '../../db/demo/demo-patterns.js';
import { demoPatternId, demoUsages } from '../../db/demo/demo-usages.js';
import type { CompareResponse } from '../../src/analytics/comparison/comparison.dto.js';
import type { TimeSeriesResponse } from '../../src/analytics/time-series/time-series.dto.js';
import type { PatternTableResponse } from '../../src/effectiveness/pattern-table.dto.js';
import { describeInBrowser, isTooWide, seriousFaults } from '../support/browser.js';
import { chartRows } from '../support/chart-rows.js';

const DAY = 86_400_000;
const NOW = Date.now();
/** A range that no time passes in, so that page and API answer the same. */
const FROM = new Date(NOW - 30 * DAY).toISOString();
const TO = new Date(NOW - DAY).toISOString();
const CLOSED = `from=${FROM}&to=${TO}`;

const idOf = (name: string): string => demoPatternId(demoPatterns.find((pattern) => pattern.name === name)!);
const RETRY = idOf('Retry with backoff');
const ROTATION = idOf('Token rotation');
const SAGA = idOf('Saga');
/** Not used any more in the range. */
const RETIRED = idOf('Golden master');

const at = (...ids: string[]): string =>
  `/compare?${CLOSED}&tz=UTC${ids.map((id) => `&pattern_id=${id}`).join('')}`;

const numbers = new Intl.NumberFormat('en-GB');
const percents = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 });
const scores = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const points = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1 });
const percent = (value: number | null): string => (value === null ? '–' : percents.format(value));
const score = (value: number | null): string => (value === null ? '–' : scores.format(value));

/** The row of the matrix by its title, a text for each pattern. */
const matrixRow = (page: Page, title: string, part = '.matrix-value'): Promise<string[]> =>
  page
    .locator('.matrix tbody tr', { has: page.getByRole('rowheader', { name: title, exact: true }) })
    .locator(part)
    .allTextContents();

const chosen = (page: Page): Promise<string[]> => page.locator('.chosen-pattern > span').allTextContents();
const field = (page: Page): ReturnType<Page['getByRole']> =>
  page.getByRole('combobox', { name: 'Add a pattern' });

const option = (page: Page, which: Parameters<Page['getByRole']>[1] = {}): ReturnType<Page['getByRole']> =>
  page.getByRole('listbox').getByRole('option', which);

describeInBrowser(
  'the comparison',
  () => demoUsages(NOW, 8000),
  (visitor) => {
    const { open, ask, record, expectFailures } = visitor;
    const compare = async (ids: readonly string[]): Promise<CompareResponse> => {
      const response = await fetch(`${visitor.url}/api/pattern-analytics/compare`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ pattern_ids: ids, from: FROM, to: TO }),
      });
      expect(response.status).toBe(200);
      return (await response.json()) as CompareResponse;
    };

    it('shows the numbers that the API answers', async () => {
      const ids = [RETRY, ROTATION, SAGA, RETIRED];
      const page = await open(at(...ids));
      await page.locator('.matrix .badge').first().waitFor();
      const { patterns, pairs } = await compare(ids);
      const { patterns: rows } = await ask<PatternTableResponse>(
        `patterns?${CLOSED}&pattern_id=${ids.join(',')}`,
      );
      expect(await matrixRow(page, 'Success rate')).toEqual(patterns.map((one) => percent(one.success_rate)));
      expect(await matrixRow(page, 'Success rate', '.matrix-detail')).toEqual(
        patterns.map(({ success_interval: one }) =>
          one === null ? '' : `${percent(one.lower)} – ${percent(one.upper)}`,
        ),
      );
      expect(await matrixRow(page, 'Quality')).toEqual(patterns.map((one) => score(one.avg_quality)));
      expect(await matrixRow(page, 'Usages')).toEqual(patterns.map((one) => numbers.format(one.usage_count)));
      await page.locator('.matrix .badge').first().waitFor();
      expect(await matrixRow(page, 'Effectiveness')).toEqual(
        ids.map((id) => {
          const { usage_count, effectiveness_score } = rows.find((row) => row.pattern_id === id)!;
          return score(usage_count === 0 ? null : effectiveness_score);
        }),
      );
      const best = patterns.findIndex(
        ({ success_rate }) => success_rate === Math.max(...patterns.map((one) => one.success_rate!)),
      );
      const marks = await page.locator('.matrix tbody tr').first().locator('td').allTextContents();
      expect(marks.map((text) => /▲ best/.test(text))).toEqual(patterns.map((_, place) => place === best));
      const refused = pairs.flatMap(({ success_rate: { reason } }) => reason ?? []);
      expect((await page.locator('.pairs tr > .refused:first-of-type').allInnerTexts()).sort()).toEqual(
        refused.map((reason) => `Not enough data. ${reason}`).sort(),
      );
      for (const { success_rate: rate } of pairs.filter(({ success_rate }) => success_rate.status === 'ok')) {
        const [least, most] =
          rate.difference! < 0 ? [-rate.upper!, -rate.lower!] : [rate.lower!, rate.upper!];
        const interval = `${points.format(100 * least)} to ${points.format(100 * most)}`;
        await page.locator('.pairs').getByText(interval, { exact: true }).first().waitFor();
      }
    });

    it('says what comes of it in words, with what that rests on', async () => {
      const page = await open(at(ROTATION, RETRY));
      const { patterns, pairs } = await compare([ROTATION, RETRY]);
      const [rotation, retry] = patterns;
      const { difference, lower, upper } = pairs[0]!.success_rate;
      await page.getByText('Retry with backoff succeeds more often than Token rotation.').waitFor();
      const evidence = (await page.locator('.verdict li').innerText()).replaceAll('\u00a0', ' ');
      expect(evidence).toContain(
        `${percent(retry!.success_rate)} of ${numbers.format(retry!.usage_count)} usages against ` +
          `${percent(rotation!.success_rate)} of ${numbers.format(rotation!.usage_count)} usages, ` +
          `difference ${points.format(-100 * difference!)} points ` +
          `(95 % interval ${points.format(-100 * upper!)} to ${points.format(-100 * lower!)})`,
      );
      expect(evidence).toContain('probability that it is better over 99.9%');
    });

    it('draws the course of each metric that the URL names', async () => {
      const page = await open(at(RETRY, SAGA));
      for (const [button, metric, name, write] of [
        ['Usages', 'usage', 'Usages', (value: number) => numbers.format(value)],
        ['Success rate', 'success_rate', 'Success rate', (value: number) => percents.format(value)],
      ] as const) {
        await page.getByRole('button', { name: button, exact: true }).click();
        const table = page.getByRole('table', { name: `${name} per day`, includeHidden: true });
        await table.waitFor({ state: 'attached' });
        const { series } = await ask<TimeSeriesResponse>(
          `time-series?${CLOSED}&metric=${metric}&granularity=day&fill=true&pattern_id=${RETRY},${SAGA}`,
        );
        const rows = await chartRows(page, `${name} per day`);
        expect(rows.map(([, ...cells]) => cells)).toEqual(
          series![0]!.data.map((_, place) =>
            series!.map(({ data }) => (data[place]!.value === null ? '–' : write(data[place]!.value))),
          ),
        );
      }
      await page.getByRole('button', { name: 'p95 latency' }).click();
      await page.waitForURL(/metric=p95/);
      await page.getByRole('img', { name: 'p95 latency per day of Retry with backoff, Saga.' }).waitFor();
    });

    it('begins with what is to be done, and finds, adds and removes patterns by keyboard', async () => {
      const page = await open(`/compare?${CLOSED}&tz=UTC`);
      await page.getByText('Choose two patterns or more').waitFor();
      await field(page).focus();
      await option(page).first().waitFor();
      await page.keyboard.type('backoff');
      await option(page, { name: 'Retry with backoff' }).waitFor();
      await page.getByText(/^\d+ found\.$/).waitFor();
      await page.keyboard.press('ArrowDown');
      expect(await option(page, { selected: true }).innerText()).toContain('Retry with backoff');
      await page.keyboard.press('Enter');
      await page.getByText('Choose another pattern').waitFor();
      await page.keyboard.type('saga');
      await option(page, { name: 'Saga' }).waitFor();
      await page.getByText(/^\d+ found\.$/).waitFor();
      await page.keyboard.press('Enter');
      await page.locator('.verdict-headline').waitFor();
      expect(await chosen(page)).toEqual(['Retry with backoff', 'Saga']);
      expect(new URL(page.url()).searchParams.getAll('pattern_id')).toEqual([RETRY, SAGA]);
      await page.goBack();
      await page.getByText('Choose another pattern').waitFor();
      await page.goForward();
      await page.locator('.verdict-headline').waitFor();
      await page.getByRole('button', { name: 'Remove Retry with backoff' }).press('Enter');
      await page.getByText('Choose another pattern').waitFor();
      expect(await chosen(page)).toEqual(['Saga']);
    });

    it('calls a pattern by the name that it was chosen by, before anything is answered of it', async () => {
      const page = await open(`/compare?${CLOSED}&tz=UTC`);
      let release = (): void => undefined;
      const held = new Promise<void>((done) => {
        release = done;
      });
      await page.route(/\/patterns\?.*pattern_id=|\/compare$/, async (route) => {
        await held;
        await route.continue();
      });
      await field(page).focus();
      await page.keyboard.type('saga');
      await option(page, { name: 'Saga' }).waitFor();
      await page.getByText(/^\d+ found\.$/).waitFor();
      await page.keyboard.press('Enter');
      await page.waitForURL(/pattern_id=/);
      await page.locator('.chosen-pattern').waitFor();
      expect(await chosen(page)).toEqual(['Saga']);
      release();
      await page.unrouteAll({ behavior: 'wait' });
    });

    it('takes ten patterns at most, and says so', async () => {
      const ids = demoPatterns.slice(0, 11).map(demoPatternId);
      const page = await open(at(...ids.slice(0, 10)));
      await page.getByText('These are as many as can be compared.').waitFor();
      expect(await field(page).isDisabled()).toBe(true);
      await page.locator('.pairs').waitFor();
      expect(await page.locator('.pairs tbody tr').count()).toBe(45);
      const tooMany = await open(at(...ids));
      await tooMany.getByText('The first 10 of 11 patterns are compared').waitFor();
      await tooMany.locator('.matrix').waitFor();
      expect(await tooMany.locator('.matrix thead th').count()).toBe(11);
    });

    it('is reached from the patterns that are marked in the table', async () => {
      const page = await open(`/patterns?${CLOSED}&tz=UTC&sort=name`);
      const [first, second] = (await ask<PatternTableResponse>(`patterns?${CLOSED}&sort=name&limit=2`))
        .patterns;
      await page
        .getByRole('checkbox', { name: `Compare ${first!.pattern_name}`, exact: true })
        .press('Space');
      await page.getByText('Mark another one to compare').waitFor();
      await page
        .getByRole('checkbox', { name: `Compare ${second!.pattern_name}`, exact: true })
        .press('Space');
      await page.getByRole('link', { name: 'Compare 2' }).press('Enter');
      await page.locator('.verdict-headline').waitFor();
      expect(await chosen(page)).toEqual([first!.pattern_name, second!.pattern_name]);
      await page.goBack();
      await page.getByRole('link', { name: 'Compare 2' }).waitFor();
    });

    it('follows what is recorded', async () => {
      const page = await open(`/compare?range=1d&tz=UTC&pattern_id=${RETIRED}&pattern_id=${SAGA}`);
      await page
        .getByText(/Golden master has 0 usages/)
        .first()
        .waitFor();
      await record(Array.from({ length: 40 }, () => ({ pattern_id: RETIRED, outcome: 'success' })));
      await page.locator('.matrix').getByText('40', { exact: true }).waitFor();
    });

    it('says what the problem document says, and tries again', async () => {
      expectFailures();
      const page = await open(at(RETRY, SAGA));
      await page.locator('.verdict-headline').waitFor();
      await page.locator('canvas').first().waitFor();
      await page.context().setOffline(true);
      await page.getByRole('button', { name: '30d', exact: true }).click();
      // What is asked over time has an alert of its own.
      const again = page.getByRole('button', { name: 'Try again' });
      await again.nth(1).waitFor();
      expect(await page.getByRole('alert').first().innerText()).toMatch(/It may be stopped or out of reach/);
      await page.context().setOffline(false);
      await again.nth(1).click();
      await again.first().click();
      await page.getByRole('alert').first().waitFor({ state: 'detached' });
      await page.locator('.verdict-headline').waitFor();
    });

    it.each(['light', 'dark'] as const)('is without serious faults for axe in %s', async (colorScheme) => {
      const page = await open(at(RETRY, SAGA, RETIRED), { colorScheme });
      await page.locator('.pairs').waitFor();
      await field(page).focus();
      await option(page).first().waitFor();
      expect(await seriousFaults(page)).toEqual([]);
    });

    it.each([360, 768, 3840])('fits a window of %d px', async (width) => {
      const page = await open(at(...demoPatterns.slice(0, 10).map(demoPatternId)), { width, height: 800 });
      await page.locator('.pairs').waitFor();
      expect(await isTooWide(page)).toBe(false);
    });
  },
);
