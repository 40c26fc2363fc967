import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { demoPatterns } from '../../db/demo/demo-patterns.js';
import { demoPatternId, demoUsages } from '../../db/demo/demo-usages.js';
import type { RelationshipsResponse } from '../../src/analytics/relationships/relationships.dto.js';
import { describeInBrowser, isTooWide, seriousFaults } from '../support/browser.js';

const NOW = Date.now();
const RETRY = demoPatternId(demoPatterns.find(({ name }) => name === 'Retry with backoff')!);

const numbers = new Intl.NumberFormat('en-GB');
const percents = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 });
const scores = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const lifts = new Intl.NumberFormat('en-GB', { minimumSignificantDigits: 3, maximumSignificantDigits: 3 });
const percent = (value: number | null): string => (value === null ? '–' : percents.format(value));

/** The cells of the table of pairs, as far as they are compared. */
const cells = (page: Page): Promise<string[][]> =>
  page.evaluate<string[][]>(
    `Array.from(document.querySelectorAll('.pair-table tbody tr'), (row) =>
      Array.from(row.cells, (cell) => cell.textContent))`,
  );

const graph = (page: Page): ReturnType<Page['locator']> => page.locator('.graph-canvas[data-state=drawn]');

describeInBrowser(
  'the relationships',
  () => demoUsages(NOW, 8000),
  (visitor) => {
    const { open, ask } = visitor;
    /** Once all usages are counted. */
    const counted = async (query: string): Promise<RelationshipsResponse> => {
      for (;;) {
        const answer = await ask<RelationshipsResponse>(`relationships?${query}`);
        if (Date.parse(answer.computed_at ?? '') > visitor.loadedAt) return answer;
        await new Promise((done) => setTimeout(done, 200));
      }
    };

    it('are listed as the API lists them, by any measure', async () => {
      const all = await counted('limit=100');
      const page = await open('/relationships?tz=UTC');
      const names = new Map(all.nodes.map((node) => [node.pattern_id, node.pattern_name]));
      await page.locator('.pair-table').waitFor();
      expect(await cells(page)).toEqual(
        all.relationships.map((pair) => [
          names.get(pair.source_pattern_id),
          names.get(pair.target_pattern_id),
          numbers.format(pair.co_occurrence_count),
          percent(pair.strength),
          expect.stringMatching(/%$/),
          scores.format(pair.npmi),
          lifts.format(pair.lift),
          lifts.format(pair.g_statistic),
          percent(pair.success_rate_together),
          `${percent(pair.source_success_rate_together)} / ${percent(pair.source_success_rate_alone)}`,
          `${percent(pair.target_success_rate_together)} / ${percent(pair.target_success_rate_alone)}`,
          'Compare',
        ]),
      );
      await page.getByRole('button', { name: 'Lift' }).click();
      const byLift = await ask<RelationshipsResponse>('relationships?limit=100&order_by=lift');
      await page.getByText('Lift: How many times').waitFor();
      const [first] = await cells(page);
      expect(first![6]).toBe(lifts.format(byLift.relationships[0]!.lift));
      expect(new URL(page.url()).searchParams.get('measure')).toBe('lift');
    });

    it('say how many of how many are shown', async () => {
      const { total_matching_edges: total_edges } = await counted('limit=1');
      const page = await open('/relationships?tz=UTC');
      await page.getByText(`The 100 strongest of ${numbers.format(total_edges)} pairs are shown`).waitFor();
      await page.getByLabel('Pairs at most').selectOption('1000');
      await page.getByText(`All ${numbers.format(total_edges)} pairs are shown`).waitFor();
      expect(await page.locator('.pair-table tbody tr').count()).toBe(total_edges);
    });

    it('are cut where the slider says, which is in the URL', async () => {
      const all = await counted('limit=5000');
      const page = await open('/relationships?tz=UTC&pairs=1000');
      const slider = page.getByRole('slider', { name: 'Strength from' });
      await page.getByText(`All ${numbers.format(all.total_edges)} pairs are shown`).waitFor();
      await slider.focus();
      // Some of the presses come when the one before is in the URL, but its answer is not there yet.
      await page.route('**/relationships?*', async (route) => {
        await sleep(400);
        await route.continue();
      });
      const step = Number(await slider.getAttribute('step'));
      // To where some pairs are weaker, on whichever day the usages are made.
      const strengths = [...new Set(all.relationships.map(({ strength }) => strength))].sort((a, b) => a - b);
      const presses = Math.ceil(strengths[strengths.length >> 1]! / step);
      for (let press = 0; press < presses; press += 1) {
        await page.keyboard.press('ArrowRight');
        if (press % 2 === 0 && press < 5) await page.waitForTimeout(250);
      }
      await page.unrouteAll({ behavior: 'wait' });
      const least = Number(await slider.inputValue());
      expect(least).toBeCloseTo(presses * step, 9);
      await page.waitForURL(({ searchParams }) => Number(searchParams.get('least')) === least);
      const strong = all.relationships.filter(({ strength }) => strength >= least).length;
      expect(strong).toBeGreaterThan(0);
      expect(strong).toBeLessThan(all.total_edges);
      const said = page.getByText(
        `All ${numbers.format(strong)} pairs with strength from ${percent(least)} on are shown; ` +
          `${numbers.format(all.total_edges - strong)} are weaker`,
      );
      await said.waitFor();
      expect(await page.locator('.pair-table tbody tr').count()).toBe(strong);
      await page.reload();
      await said.waitFor();
      await page.goBack();
      await page.getByText(`All ${numbers.format(all.total_edges)} pairs are shown`).waitFor();
      expect(await slider.inputValue()).toBe('0');
    });

    it('can be those of one pattern or type alone', async () => {
      const page = await open('/relationships?tz=UTC&pairs=1000');
      const own = await counted(`limit=1000&pattern_id=${RETRY}`);
      await page.getByRole('combobox', { name: 'Only of one pattern' }).fill('backoff');
      await page.getByRole('option', { name: 'Retry with backoff' }).click();
      await page.getByText(`All ${numbers.format(own.total_edges)} pairs are shown`).waitFor();
      const rows = await cells(page);
      expect(rows.every((row) => row.slice(0, 2).includes('Retry with backoff'))).toBe(true);
      await page.getByRole('button', { name: 'Show others than Retry with backoff too' }).click();
      await page.getByLabel('Type', { exact: true }).selectOption('security');
      const secure = await counted('limit=1000&pattern_type=security');
      await page.getByText(`All ${numbers.format(secure.total_edges)} pairs are shown`).waitFor();
      const none = await open('/relationships?tz=UTC&measure=npmi&least=1');
      await none.getByText('No pair passes').waitFor();
      await none.getByRole('button', { name: 'Show all pairs' }).click();
      await graph(none).waitFor();
    });

    it('lead from the graph to a pattern, by keyboard and by pointer', async () => {
      const { nodes } = await counted('limit=100');
      const page = await open('/relationships?tz=UTC');
      await graph(page).focus();
      await page.keyboard.press('ArrowRight');
      const largest = nodes.find(
        ({ usage_count }) => usage_count === Math.max(...nodes.map((node) => node.usage_count)),
      )!;
      const tip = page.locator('.chart-tip');
      await tip.getByText(largest.pattern_name, { exact: true }).waitFor();
      expect(await tip.innerText()).toContain(numbers.format(largest.usage_count));
      await page.keyboard.press('Enter');
      // The graph and its tip stay until the pattern's page is shown.
      await page.getByRole('heading', { level: 1, name: largest.pattern_name, exact: true }).waitFor();
      expect(new URL(page.url()).pathname).toBe(`/patterns/${largest.pattern_id}`);
      await page.goBack();
      await graph(page).waitFor();
      const box = (await graph(page).boundingBox())!;
      const titles = new Map(nodes.map((node) => [node.pattern_name, node.pattern_id]));
      const pointed = async (): Promise<string | undefined> => {
        for (let y = 0.4; y < 0.85; y += 0.04) {
          for (let x = 0.2; x < 0.8; x += 0.02) {
            await page.mouse.move(box.x + x * box.width, box.y + y * box.height);
            await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
            if ((await tip.count()) === 0) continue;
            const id = titles.get(await tip.locator('strong').innerText());
            if (id !== undefined) return id;
          }
        }
        return undefined;
      };
      const id = await pointed();
      await page.mouse.down();
      await page.mouse.up();
      await page.waitForURL(`**/patterns/${id!}?*`);
    });

    it('zoom by keyboard and buttons, and leave the wheel to the page', async () => {
      await counted('limit=1');
      const page = await open('/relationships?tz=UTC');
      await graph(page).hover();
      await page.mouse.wheel(0, 300);
      // Not waitForFunction: it evaluates texts, which the page's policy refuses.
      const until = async (condition: string): Promise<void> => {
        while (!(await page.evaluate<boolean>(condition))) await page.waitForTimeout(50);
      };
      await until('window.scrollY > 0');
      await page.mouse.move(0, 0);
      const picture = "document.querySelector('.graph-canvas canvas').toDataURL()";
      await page.locator('.chart-tip').waitFor({ state: 'detached' });
      await page.evaluate(`window.pictures = [${picture}]`);
      for (const zoom of [
        () => graph(page).press('+'),
        () => page.getByRole('button', { name: 'Zoom in' }).click(),
        () => page.getByRole('button', { name: 'Zoom out' }).click(),
      ]) {
        await page.evaluate(`window.pictures.unshift(${picture})`);
        await zoom();
        await until(`window.pictures[0] !== ${picture}`);
      }
      await page.getByRole('button', { name: 'Fit' }).click();
      await until(`window.pictures.at(-1) === ${picture}`);
    });

    it('lead from a pair to its comparison', async () => {
      const { relationships } = await counted('limit=1');
      const page = await open('/relationships?tz=UTC');
      await page
        .getByRole('link', { name: /^Compare .+ with / })
        .first()
        .click();
      await page.locator('.verdict-headline').waitFor();
      expect(new URL(page.url()).searchParams.getAll('pattern_id')).toEqual([
        relationships[0]!.source_pattern_id,
        relationships[0]!.target_pattern_id,
      ]);
    });

    it.each(['light', 'dark'] as const)('are without serious faults for axe in %s', async (colorScheme) => {
      await counted('limit=1');
      const page = await open('/relationships?tz=UTC', { colorScheme });
      await graph(page).waitFor();
      expect(await seriousFaults(page)).toEqual([]);
    });

    it.each([360, 768, 3840])('fit a window of %d px', async (width) => {
      await counted('limit=1');
      const page = await open('/relationships?tz=UTC&pairs=1000', { width, height: 800 });
      await graph(page).waitFor();
      expect(await isTooWide(page)).toBe(false);
    });
  },
  { CO_USAGE_REFRESH_SECONDS: '1' },
);
