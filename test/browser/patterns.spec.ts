import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import type { PatternTableResponse } from '../../src/effectiveness/pattern-table.dto.js';
import { describeInBrowser, isTooWide, seriousFaults } from '../support/browser.js';

const PATTERNS = 10_000;
const DAY = 86_400_000;
const NOW = Date.now();
const CLOSED = `from=${new Date(NOW - 5 * DAY).toISOString()}&to=${new Date(NOW - DAY).toISOString()}`;
const TYPES = ['architectural', 'quality', 'performance', 'security', 'other'];
const OUTCOMES = ['success', 'success', 'partial_success', 'failure', 'error'];

const numbers = new Intl.NumberFormat('en-GB');
const percents = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 });
const scores = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });

/** A usage of each of many patterns, and more of the first hundred. */
function* usages(): Generator<object> {
  for (let at = 0; at < PATTERNS + 2000; at += 1) {
    const pattern = at < PATTERNS ? at : at % 100;
    yield {
      pattern_id: `00000000-0000-4000-8000-${String(pattern).padStart(12, '0')}`,
      pattern_name: `Pattern ${String(pattern)}`,
      pattern_type: TYPES[pattern % 5],
      node_type: 'compute',
      outcome: OUTCOMES[(at + Math.floor(at / 7)) % 5],
      quality_score: (pattern % 60) / 64,
      execution_time_ms: 1 + (at % 900),
      id: `10000000-0000-4000-8000-${String(at).padStart(12, '0')}`,
      created_at: new Date(NOW - 2 * DAY - at * 1000).toISOString(),
    };
  }
}

const row = (page: Page, place: number): ReturnType<Page['locator']> =>
  page.locator(`[role=row][aria-rowindex="${String(place + 2)}"]`);

const nameAt = (page: Page, place: number): Promise<string> =>
  row(page, place).locator('.pattern-link').innerText();

describeInBrowser('the patterns', usages, ({ open, ask }) => {
  const table = (query: string): Promise<PatternTableResponse> => ask(`patterns?${CLOSED}&${query}`);

  it('are listed as the API lists them, sorted by any column either way', async () => {
    const page = await open(`/patterns?${CLOSED}&tz=UTC`);
    const sorts = ['name', 'success_rate', 'p95_execution_time_ms', 'effectiveness_score'];
    for (const sort of sorts) {
      for (let press = 0; press < 2; press += 1) {
        await page.locator(`[role=columnheader][data-column=${sort}] button`).click();
        const order = new URL(page.url()).searchParams.get('order')!;
        const { patterns } = await table(`sort=${sort}&order=${order}&limit=5`);
        await row(page, 0).getByText(patterns[0]!.pattern_name, { exact: true }).waitFor();
        const names = await Promise.all(patterns.map((_, place) => nameAt(page, place)));
        expect([sort, order, names]).toEqual([sort, order, patterns.map(({ pattern_name }) => pattern_name)]);
      }
    }
  });

  it('are drawn only where they are seen, to the last of 10,000', async () => {
    const page = await open(`/patterns?${CLOSED}&tz=UTC&sort=name`);
    await row(page, 0).locator('.pattern-link').waitFor();
    expect(await page.getByRole('table').getAttribute('aria-rowcount')).toBe(String(PATTERNS + 1));
    await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
    await row(page, PATTERNS - 1)
      .getByText(`Pattern ${String(PATTERNS - 1)}`, { exact: true })
      .waitFor();
    expect(await page.locator('.table-body [role=row]').count()).toBeLessThan(80);
  });

  it('show the numbers of the API wherever one looks, with no more rows than are in sight', async () => {
    const page = await open(`/patterns?${CLOSED}&tz=UTC&sort=effectiveness_score&order=asc`);
    await row(page, 0).locator('.pattern-link').waitFor();
    for (const place of [4321, 9990, 777]) {
      await page.evaluate(
        `window.scrollTo(0, (document.body.scrollHeight - window.innerHeight) * ${String(place / (PATTERNS - 1))})`,
      );
      const { patterns } = await table(`sort=effectiveness_score&order=asc&limit=5&offset=${String(place)}`);
      await row(page, place).getByText(patterns[0]!.pattern_name, { exact: true }).waitFor();
      for (const [at, pattern] of patterns.entries()) {
        const cell = (column: string): Promise<string> =>
          row(page, place + at)
            .locator(`[data-column=${column}]`)
            .innerText();
        expect([
          await nameAt(page, place + at),
          (await cell('usage_count')).split(/\s/)[0],
          await cell('success_rate'),
          await cell('avg_quality'),
          (await cell('effectiveness_score')).split(/\s/)[0],
        ]).toEqual([
          pattern.pattern_name,
          numbers.format(pattern.usage_count),
          pattern.success_rate === null ? '–' : percents.format(pattern.success_rate),
          pattern.avg_quality === null ? '–' : scores.format(pattern.avg_quality),
          scores.format(pattern.effectiveness_score),
        ]);
      }
      expect(await page.locator('.table-body [role=row]').count()).toBeLessThan(80);
    }
  });

  it('are printed a page of a hundred at a time, which says so', async () => {
    const page = await open(`/patterns?${CLOSED}&tz=UTC&sort=name`);
    await row(page, 0).locator('.pattern-link').waitFor();
    await page.emulateMedia({ media: 'print' });
    await row(page, 99).locator('.pattern-link').waitFor();
    expect(await page.locator('.table-body [role=row]').count()).toBe(100);
    expect(await page.locator('.printed-rows').innerText()).toBe('Patterns 1 to 100 of 10,000');
    const { patterns } = await table('sort=name&limit=100');
    expect(await page.locator('.table-body .pattern-link').allInnerTexts()).toEqual(
      patterns.map(({ pattern_name }) => pattern_name),
    );
    const tops = await page
      .locator('.table-body [role=row]')
      .evaluateAll((rows) => rows.map((one) => one.getBoundingClientRect().top));
    expect(new Set(tops).size).toBe(100);
    await page.emulateMedia({ media: 'screen' });
    await row(page, 99).waitFor({ state: 'detached' });
  });

  it('are found by name, type, node type and recommendation, all in the URL', async () => {
    const page = await open(`/patterns?${CLOSED}&tz=UTC`);
    const expectTotal = async (query: string): Promise<void> => {
      const { total } = await table(query);
      await page.locator(`[role=table][aria-rowcount="${String(total + 1)}"]`).waitFor();
    };
    await page.getByLabel('Search by name').fill('pattern 12');
    await expectTotal('q=pattern 12');
    await page.getByLabel('Type').selectOption('quality');
    await expectTotal('q=pattern 12&pattern_type=quality');
    await page.getByLabel('Recommendation').selectOption('not_recommended');
    await expectTotal('q=pattern 12&pattern_type=quality&recommendation=not_recommended');
    await page.goBack();
    await expectTotal('q=pattern 12&pattern_type=quality');
    expect(new URL(page.url()).search).toContain('q=pattern+12&type=quality');
    await page.getByLabel('Node').selectOption('reducer');
    await page.getByText('No pattern matches').waitFor();
    await page.getByRole('button', { name: 'Show all patterns' }).click();
    await expectTotal('');
    expect(await page.getByLabel('Search by name').inputValue()).toBe('');
  });

  it('say why they are recommended or not', async () => {
    const page = await open(`/patterns?${CLOSED}&tz=UTC`);
    const { patterns } = await table('limit=1');
    await row(page, 0).locator('.hint-subject').focus();
    expect(await page.getByRole('tooltip').innerText()).toBe(patterns[0]!.reason);
    await page.keyboard.press('Escape');
    await page.getByRole('tooltip').waitFor({ state: 'detached' });
    await row(page, 1).locator('.hint-subject').hover();
    await page.getByRole('tooltip').waitFor();
  });

  it.each(['light', 'dark'] as const)('are without serious faults for axe in %s', async (colorScheme) => {
    const page = await open(`/patterns?${CLOSED}&tz=UTC`, { colorScheme });
    await row(page, 0).locator('.pattern-link').waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  it.each([360, 768, 3840])('fit a window of %d px', async (width) => {
    const page = await open(`/patterns?${CLOSED}&tz=UTC`, { width, height: 800 });
    await row(page, 0).locator('.pattern-link').waitFor();
    expect(await isTooWide(page)).toBe(false);
  });
});
