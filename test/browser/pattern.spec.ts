import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import type { Download, Page, Route } from 'playwright-core';
import { demoPatterns } from '../../db/demo/demo-patterns.js';
import { demoPatternId, demoUsages } from '../../db/demo/demo-usages.js';
import type { ErrorsResponse, ErrorUsagesResponse } from '../../src/analytics/errors/errors.dto.js';
import type { HistoryResponse } from '../../src/analytics/history/history.dto.js';
import type { OverviewResponse } from '../../src/analytics/overview/overview.dto.js';
import type { RelationshipsResponse } from '../../src/analytics/relationships/relationships.dto.js';
import type { EffectivenessResponse } from '../../src/effectiveness/effectiveness.dto.js';
import type { PatternRecommendation } from '../../src/effectiveness/recommendations/recommendations.dto.js';
import { describeInBrowser, isTooWide, seriousFaults } from '../support/browser.js';
import { duration, orDash } from '../support/as-on-page.js';
import { chartRows } from '../support/chart-rows.js';
import { putPattern } from '../support/put-pattern.js';
import { expectListed } from '../support/expect-listed.js';

const NOW = Date.now();
const at = (days: number): string => new Date(NOW - days * 86_400_000).toISOString();
/** A range that no time passes in, so that page and API answer the same. */
const CLOSED = `from=${at(30)}&to=${at(1)}`;
/** One that failed more and more. */
const ID = demoPatternId(demoPatterns.find(({ name }) => name === 'Lazy loading')!);
const PAGE = `/patterns/${ID}`;
const UNUSED = '00000000-0000-4000-8000-00000000000a';
const UNKNOWN = '00000000-0000-4000-8000-00000000000b';

const numbers = new Intl.NumberFormat('en-GB');
const percents = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 });
const scores = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const fine = new Intl.NumberFormat('en-GB', { minimumFractionDigits: 3, maximumFractionDigits: 3 });

const figure = (page: Page, metric: string): Promise<string> =>
  page.locator(`[data-metric=${metric}] .figure-value`).innerText();

const expectUsages = (page: Page, usages: number): Promise<void> =>
  page
    .locator('[data-metric=usages] .figure-value', { hasText: new RegExp(`^${numbers.format(usages)}$`) })
    .waitFor();

const textOf = async (download: Download): Promise<string> => readFileSync(await download.path(), 'utf8');

describeInBrowser(
  'one pattern',
  () => demoUsages(NOW, 8000),
  (visitor) => {
    const { open, ask, record, expectFailures } = visitor;
    const overview = (query: string): Promise<OverviewResponse> =>
      ask(`overview?pattern_id=${ID}&${CLOSED}&${query}`);
    const history = (query: string): Promise<HistoryResponse> =>
      ask(`pattern/${ID}/history?${CLOSED}&${query}`);
    const put = (id: string, body: object): Promise<Response> => putPattern(visitor.url, id, body);

    it('shows the figures that the API answers, per bucket as well', async () => {
      const page = await open(`${PAGE}?${CLOSED}&tz=America/New_York`);
      const { current, buckets } = await overview('timezone=America/New_York&granularity=day');
      await expectUsages(page, current.usages);
      expect(await figure(page, 'success_rate')).toBe(percents.format(current.success_rate!));
      for (const [caption, cells] of [
        ['Usages per day', ({ usages }: OverviewResponse['buckets'][0]) => [numbers.format(usages)]],
        [
          'Success rate per day',
          ({ success_rate, success_interval: i }) => [
            orDash(success_rate, (rate) => percents.format(rate)),
            i === null ? '–' : `${percents.format(i.lower)} – ${percents.format(i.upper)}`,
          ],
        ],
        ['Quality per day', ({ average_quality }) => [orDash(average_quality, (q) => scores.format(q))]],
        [
          'Latency per day',
          (bucket) =>
            [bucket.p50_execution_time_ms, bucket.p95_execution_time_ms, bucket.p99_execution_time_ms].map(
              (ms) => orDash(ms, duration),
            ),
        ],
      ] as const satisfies [string, (bucket: OverviewResponse['buckets'][0]) => string[]][]) {
        const rows = await chartRows(page, caption);
        expect([caption, ...rows.map((row) => row.slice(caption.startsWith('Usages') ? -1 : 1))]).toEqual([
          caption,
          ...buckets.map(cells),
        ]);
        expect(rows.map(([name]) => name!.endsWith('(part)'))).toEqual(
          buckets.map(({ partial }) => partial === true),
        );
      }
    });

    it('keeps its filters in the URL, and asks for them', async () => {
      const page = await open(`${PAGE}?${CLOSED}&tz=UTC`);
      await expectUsages(page, (await overview('')).current.usages);
      await page.getByRole('button', { name: 'Failure' }).click();
      await page.getByRole('button', { name: 'Error', exact: true }).click();
      await expectUsages(page, (await overview('outcome=failure,error')).current.usages);
      await page.getByLabel('By', { exact: true }).selectOption('week');
      await page
        .getByRole('table', { name: 'Latency per week', includeHidden: true })
        .waitFor({ state: 'attached' });
      const failed = await history('outcome=failure,error&limit=20');
      await expectListed(
        page,
        'Usages',
        failed.feedback_history.map(({ feedback_id }) => feedback_id),
      );
      expect(new URL(page.url()).search).toBe(`?${CLOSED}&tz=UTC&outcome=failure,error&granularity=week`);
      await page.reload();
      await expectUsages(page, (await overview('outcome=failure,error')).current.usages);
    });

    it('leads from an error to its usages and to a single one, and Back again', async () => {
      const page = await open(`${PAGE}?${CLOSED}&tz=UTC`);
      const { errors } = await ask<ErrorsResponse>(`errors?pattern_id=${ID}&${CLOSED}`);
      const kind = errors[0]!;
      await page.locator('.error-kind').first().waitFor();
      expect(await page.locator('.error-kind code').allTextContents()).toEqual(
        errors.map(({ fingerprint }) => fingerprint),
      );
      expect(await page.locator('.error-kind .number:not(.muted)').allTextContents()).toEqual(
        errors.map(({ count }) => numbers.format(count)),
      );
      await page.locator('.error-kind').first().click();
      const { usages } = await ask<ErrorUsagesResponse>(
        `errors/${kind.id}/usages?pattern_id=${ID}&${CLOSED}&limit=20`,
      );
      const list = page.getByRole('list', { name: `Usages with ${kind.fingerprint}` });
      await list.waitFor();
      await expectListed(
        page,
        `Usages with ${kind.fingerprint}`,
        usages.map(({ usage_id }) => usage_id),
      );
      const usage = usages[0]!;
      await list.locator('[data-usage]').first().focus();
      await page.keyboard.press('Enter');
      const expectRecord = async (shown: Page): Promise<void> => {
        const dialog = shown.getByRole('dialog', { name: 'A single usage' });
        await dialog.getByText(usage.error_message, { exact: true }).waitFor();
        expect(JSON.parse(await dialog.locator('[data-part=context]').innerText())).toEqual(usage.context);
        expect(await dialog.locator('[data-id=correlation_id] code').innerText()).toBe(usage.correlation_id);
        expect(await dialog.locator('[data-id=feedback_id] code').innerText()).toBe(usage.usage_id);
      };
      await expectRecord(page);
      const address = new URL(page.url());
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      expect(await page.evaluate('document.activeElement.dataset.usage')).toBe(usage.usage_id);
      // Back before the browser knows of the new address would lead one entry too far.
      await page.waitForURL(({ searchParams }) => !searchParams.has('usage'));
      await page.goBack();
      await expectRecord(page);
      await page.goBack();
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await list.waitFor();
      await page.goBack();
      await list.waitFor({ state: 'detached' });
      await expectRecord(await open(address.pathname + address.search));
    });

    it('says how the score came about, why, and what is used with it', async () => {
      /** What a job computes now and then, once it has computed it of all that was recorded. */
      const computed = async <Answer extends { readonly computed_at: string | null }>(
        path: string,
      ): Promise<Answer> => {
        for (;;) {
          const answer = await ask<Answer>(path);
          if (Date.parse(answer.computed_at ?? '') > visitor.loadedAt) return answer;
          await sleep(200);
        }
      };
      const related = await computed<RelationshipsResponse>(`relationships?pattern_id=${ID}&limit=8`);
      await computed('recommendations?limit=1');
      const said = await ask<PatternRecommendation>(`patterns/${ID}/recommendation`);
      expect([related.relationships.length, said.alternatives.length > 0]).toEqual([8, true]);
      const effectiveness = await ask<EffectivenessResponse>(
        `patterns/${ID}/effectiveness?time_range_hours=720`,
      );
      const page = await open(`${PAGE}?range=30d&tz=UTC`);
      const verdict = page.getByRole('region', { name: 'Recommendation' });
      await verdict.getByText(said.reason).waitFor();
      for (const part of ['[data-term=score]', '.related']) await page.locator(part).waitFor();
      expect(await verdict.locator('[data-figure=effectiveness_score]').innerText()).toBe(
        scores.format(said.effectiveness_score),
      );
      const alternatives = said.alternatives.slice(0, 4);
      expect(await verdict.locator('.pattern-link').allTextContents()).toEqual(
        alternatives.map(({ pattern_name }) => pattern_name),
      );
      const compared = [ID, ...alternatives.map(({ pattern_id }) => pattern_id)].join(',');
      expect(await verdict.getByRole('link', { name: /^Compare/ }).getAttribute('href')).toContain(
        `/compare?range=30d&tz=UTC&pattern_id=${compared}`,
      );
      const cells = (term: string): Promise<string[]> =>
        page.locator(`[data-term=${term}] td`).allTextContents();
      for (const { component, value, weight, contribution } of effectiveness.terms) {
        expect(await cells(component)).toEqual([
          orDash(value, (one) => fine.format(one)),
          scores.format(weight),
          fine.format(contribution),
        ]);
      }
      expect((await cells('score')).at(-1)).toBe(fine.format(effectiveness.effectiveness_score));
      expect((await cells('confidence')).at(-1)).toBe(fine.format(effectiveness.confidence));
      const names = await page
        .getByRole('region', { name: 'Used together with' })
        .locator('.pattern-link')
        .allTextContents();
      expect(names).toEqual(
        related.relationships.map((one) => {
          const other = one.source_pattern_id === ID ? one.target_pattern_id : one.source_pattern_id;
          return related.nodes.find(({ pattern_id }) => pattern_id === other)!.pattern_name;
        }),
      );
    });

    it('shows its whole history, page by page', async () => {
      const page = await open(`${PAGE}?${CLOSED}&tz=UTC`);
      const { feedback_history: all } = await history('limit=500');
      const region = page.getByRole('region', { name: 'History' });
      await region.getByText(/^20 of/).waitFor();
      // What is recorded while the next page loads must not cost it.
      const slowly = async (route: Route): Promise<void> => {
        const asksAnew = page.waitForRequest(/\/overview\?/);
        await record([{ pattern_id: ID, outcome: 'success' }]);
        await asksAnew;
        await route.continue();
      };
      await page.route(/cursor=/, slowly, { times: 1 });
      for (let shown = 20; shown < all.length; shown += 20) {
        await region.getByRole('button', { name: 'More' }).click();
        await region.getByText(`${numbers.format(Math.min(all.length, shown + 20))} of`).waitFor();
      }
      await expectListed(
        page,
        'Usages',
        all.map(({ feedback_id }) => feedback_id),
      );
      expect(await region.getByRole('button', { name: 'More' }).count()).toBe(0);
    });

    it('shows what is recorded on top of its history, unless it is paused', async () => {
      const page = await open(`${PAGE}?from=${at(0.5)}&tz=UTC`);
      const top = page.getByRole('list', { name: 'Usages' }).locator('li').first();
      const usage = (error_message: string): object => ({ pattern_id: ID, outcome: 'error', error_message });
      const shown = async (): Promise<number> => Number(await figure(page, 'usages'));
      await page.locator('[data-metric=usages]').waitFor();
      const before = await shown();
      await record([usage('The first of now')]);
      await top.getByText('The first of now').waitFor();
      await expectUsages(page, before + 1);
      await page.locator('.error-kind', { hasText: 'The first of now' }).waitFor();
      await page.getByRole('button', { name: 'Live' }).click();
      await record([usage('The second of now')]);
      await page.getByText(/^The youngest first. Paused/).waitFor();
      expect(await page.getByText('The second of now').count()).toBe(0);
      await page.getByRole('button', { name: 'Paused' }).click();
      await record([usage('The third of now')]);
      await top.getByText('The third of now').waitFor();
      await expectUsages(page, before + 3);
    });

    it('saves what it shows as CSV, JSON and PNG', async () => {
      const page = await open(`${PAGE}?${CLOSED}&tz=UTC&outcome=failure,error`);
      const { buckets, current } = await overview('outcome=failure,error&granularity=day');
      await expectUsages(page, current.usages);
      const download = async (press: () => Promise<void>): Promise<Download> => {
        const [file] = await Promise.all([page.waitForEvent('download'), press()]);
        return file;
      };
      await page.getByRole('button', { name: 'Export' }).click();
      const save = (name: string): Promise<Download> =>
        download(() => page.getByRole('dialog').getByLabel(name).click());
      const rows = JSON.parse(await textOf(await save('Figures per day as JSON'))) as Record<
        string,
        unknown
      >[];
      expect(rows.map((row) => [row['timestamp'], row['usages'], row['success_upper']])).toEqual(
        buckets.map((one) => [one.timestamp, one.usages, one.success_interval?.upper ?? null]),
      );
      const [head, ...lines] = (await textOf(await save('Figures per day as CSV'))).trimEnd().split('\r\n');
      expect(head).toBe(Object.keys(rows[0]!).join(','));
      expect(lines).toEqual(rows.map((row) => Object.values(row).join(',')));
      const counts = JSON.parse(await textOf(await save('Usages per day as JSON'))) as { count: number }[];
      expect(counts.map(({ count }) => count)).toEqual(buckets.map(({ usages }) => usages));
      const single = (await textOf(await save('Every single usage as CSV'))).trimEnd().split('\r\n');
      expect(single).toHaveLength(1 + current.usages);
      await page.keyboard.press('Escape');
      const picture = await download(() =>
        page.getByRole('button', { name: 'Save Success rate as PNG' }).click(),
      );
      const png = readFileSync(await picture.path());
      expect(png.subarray(1, 4).toString()).toBe('PNG');
      expect(png.readUInt32BE(16)).toBeGreaterThan(800);
      expect(picture.suggestedFilename()).toMatch(/^lazy-loading-.*success-rate\.png$/);
    });

    it('says how to record a first usage, and that a pattern is not known', async () => {
      await put(UNUSED, { name: 'Never used' });
      const page = await open(`/patterns/${UNUSED}?tz=UTC`);
      await page.getByText('No usages here').waitFor();
      expect(await page.locator('pre').innerText()).toContain(`{"pattern_id": "${UNUSED}"`);
      expectFailures();
      await page.goto(`${visitor.url}/patterns/x?tz=UTC`);
      await page.getByRole('heading', { level: 1, name: 'There is no such page' }).waitFor();
      const answer = await fetch(`${visitor.url}/api/pattern-analytics/patterns/${UNKNOWN}`);
      const { detail } = (await answer.json()) as { detail: string };
      await page.goto(`${visitor.url}/patterns/${UNKNOWN}?tz=UTC`);
      await page.getByRole('alert').getByText(detail).waitFor();
      await record([{ pattern_id: UNKNOWN, pattern_name: 'Known now', outcome: 'success' }]);
      await page.getByRole('heading', { level: 1, name: 'Known now' }).waitFor();
      await expectUsages(page, 1);
    });

    it.each(['light', 'dark'] as const)('is without serious faults for axe in %s', async (colorScheme) => {
      const page = await open(`${PAGE}?${CLOSED}&tz=UTC`, { colorScheme });
      await page.locator('.error-kind').first().click();
      await page.locator('.error-usages').waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await page.locator('[data-usage]').first().click();
      await page.getByRole('dialog').locator('pre').first().waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await page.keyboard.press('Escape');
      await page.getByRole('button', { name: 'Edit' }).click();
      expect(await seriousFaults(page)).toEqual([]);
    });

    it.each([360, 768, 3840])('fits a window of %d px', async (width) => {
      const page = await open(`${PAGE}?${CLOSED}&tz=UTC`, { width, height: 800 });
      await page.locator('.error-kind').first().click();
      await page.locator('.error-usages').waitFor();
      expect(await isTooWide(page)).toBe(false);
      await page.locator('[data-usage]').first().click();
      await page.getByRole('dialog').locator('pre').first().waitFor();
      expect(await isTooWide(page)).toBe(false);
    });
  },
);
