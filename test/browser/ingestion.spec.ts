import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { v7 as uuidV7 } from 'uuid';
import type { ArrivalsResponse } from '../../src/ops/arrivals/arrivals.dto.js';
import { describeInBrowser, isTooWide, seriousFaults } from '../support/browser.js';

const API = '/api/pattern-analytics';
const MEASURES = ['received', 'stored', 'amended', 'duplicates', 'rejected'] as const;
const numbers = new Intl.NumberFormat('en-GB');

const usage = (fields: object = {}): object => ({
  id: uuidV7(),
  pattern_id: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42',
  pattern_name: 'Retry with backoff',
  outcome: 'success',
  ...fields,
});

const tile = (page: Page, measure: string): ReturnType<Page['locator']> =>
  page.locator(`[data-measure=${measure}] .tile-value`);

const expectReceived = (page: Page, count: number): Promise<void> =>
  tile(page, 'received')
    .filter({ hasText: new RegExp(`^${numbers.format(count)}$`) })
    .waitFor();

describeInBrowser(
  'what came in',
  () => [],
  (visitor) => {
    const { open, ask } = visitor;
    const post = async (path: string, body: string, type = 'application/json'): Promise<void> => {
      const { url } = visitor;
      const response = await fetch(url + path, { method: 'POST', headers: { 'content-type': type }, body });
      await response.arrayBuffer();
    };
    let received = 0;

    it('is shown with a way to send something while nothing came, and then by itself', async () => {
      const page = await open('/ingestion?range=1d&tz=UTC');
      await page.getByText('No usages here').waitFor();
      await post(`${API}/usage`, JSON.stringify(usage()));
      received += 1;
      await expectReceived(page, received);
    });

    it('is counted by source and reason: on the page as by the API, and as it was', async () => {
      const again = usage();
      const batch = [again, again, usage(), usage({ outcome: 'so-so' }), usage({ quality_score: 7 })];
      await post(`${API}/usage`, JSON.stringify(usage({ outcome: undefined })));
      await post(`${API}/usage`, '{');
      await post(`${API}/usage/batch`, JSON.stringify(batch));
      const lines = [again, usage(), usage({ quality_score: -1 })].map((one) => JSON.stringify(one));
      await post(`${API}/usage/batch`, lines.join('\n'), 'application/x-ndjson');
      await post(
        `${API}/feedback`,
        JSON.stringify({ pattern_id: usage()['pattern_id' as never], success: true }),
      );
      received += 2 + 5 + 3 + 1;

      const page = await open('/ingestion?range=1d&tz=UTC');
      await expectReceived(page, received);
      const answer = await ask<ArrivalsResponse>('ingestion?time_range=1d&timezone=UTC');
      expect(answer.total).toEqual({ received, stored: 5, amended: 0, duplicates: 2, rejected: 5 });
      for (const measure of ['received', 'stored', 'duplicates', 'rejected'] as const) {
        expect(await tile(page, measure).innerText()).toBe(numbers.format(answer.total[measure]));
      }
      for (const source of answer.doors) {
        const row = page.locator(`.source-table tr[data-source=${source.door}]`);
        const cells = await row.locator('td').allTextContents();
        expect([source.door, cells]).toEqual([
          source.door,
          [...MEASURES.map((measure) => source[measure]), source.late].map((count) => numbers.format(count)),
        ]);
      }
      const truth = { http: [3, 1, 0, 0, 2], http_batch: [5, 2, 0, 1, 2], ndjson: [3, 1, 0, 1, 1] };
      for (const [name, counts] of Object.entries(truth)) {
        const source = answer.doors.find((one) => one.door === name)!;
        expect([name, MEASURES.map((measure) => source[measure])]).toEqual([name, counts]);
      }
      const reasons = await page
        .locator('.reasons li')
        .evaluateAll((items) =>
          items.map((item) => [
            item.getAttribute('data-code'),
            item.querySelector('p')?.textContent,
            item.querySelector('strong')?.textContent,
          ]),
        );
      expect(reasons).toEqual(
        answer.reasons.map(({ code, message, count }) => [code, message, String(count)]),
      );
      expect(Object.fromEntries(answer.reasons.map(({ code, count }) => [code, count]))).toEqual({
        out_of_range: 2,
        not_allowed: 1,
        required: 1,
        malformed_body: 1,
      });
    });

    it('tells what no mapping takes, with the setting that would', async () => {
      const record = { eventName: 'foo.bar', attributes: [{ key: 'tool', value: { stringValue: 'x' } }] };
      const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: Array(1204).fill(record) }] }] };
      await post('/v1/logs', JSON.stringify(logs));
      const page = await open('/ingestion?range=1d&tz=UTC');
      const item = page.locator('.unmapped li[data-name="foo.bar"]');
      await item.getByText('1,204 × foo.bar').waitFor();
      await item.getByText('OTLP_EVENTS=\'{"foo.bar":{"pattern":"tool"}}\'').waitFor();
      await item.getByRole('button', { name: 'Copy the setting for foo.bar' }).waitFor();
    });

    it('is drawn over time by what the URL says: another measure, and minutes', async () => {
      const page = await open('/ingestion?range=1d&tz=UTC');
      await page.getByLabel('Show', { exact: true }).selectOption('rejected');
      await page.getByLabel('By', { exact: true }).selectOption('minute');
      const table = page.getByRole('table', { name: 'Refused per minute', includeHidden: true });
      await table.waitFor({ state: 'attached' });
      expect(new URL(page.url()).search).toBe('?range=1d&tz=UTC&show=rejected&by=minute');
      const sums = await table.locator('tbody tr td:last-child').allTextContents();
      expect(sums.length).toBeGreaterThan(1000);
      expect(sums.reduce((sum, text) => sum + Number(text), 0)).toBe(5);
      await page.goBack();
      await page
        .getByRole('table', { name: 'Refused per hour', includeHidden: true })
        .waitFor({ state: 'attached' });
    });

    it('stands still while it is paused', async () => {
      const page = await open('/ingestion?range=1d&tz=UTC');
      await page.clock.install();
      await page.reload();
      await expectReceived(page, received);
      await page.getByRole('button', { name: 'Live' }).click();
      await page.getByRole('button', { name: 'Paused' }).waitFor();
      await post(`${API}/usage`, JSON.stringify(usage()));
      received += 1;
      const requests: string[] = [];
      page.on('request', (request) => requests.push(request.url()));
      await page.clock.runFor(10_000);
      expect(requests).toEqual([]);
      await page.getByRole('button', { name: 'Paused' }).click();
      await page.getByRole('button', { name: 'Live' }).waitFor();
      await page.clock.runFor(2000);
      await expectReceived(page, received);
    });

    it.each(['light', 'dark'] as const)('is without serious faults for axe in %s', async (colorScheme) => {
      const page = await open('/ingestion?range=1d&tz=UTC', { colorScheme });
      await tile(page, 'received').waitFor();
      expect(await seriousFaults(page)).toEqual([]);
    });

    it.each([360, 768, 3840])('fits a window of %d px', async (width) => {
      const page = await open('/ingestion?range=1d&tz=UTC', { width, height: 800 });
      await tile(page, 'received').waitFor();
      expect(await isTooWide(page)).toBe(false);
    });
  },
);
