import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { demoPatterns } from '../../db/demo/demo-patterns.js';
import { demoPatternId, demoUsages } from '../../db/demo/demo-usages.js';
import type { OverviewResponse } from '../../src/analytics/overview/overview.dto.js';
import { describeInBrowser } from '../support/browser.js';
import { StrippingProxy } from '../support/stripping-proxy.js';

const NOW = Date.now();
const PATH = '/tracker';
/** The most used at any time, so that it is on the first page of the table on whichever day this runs. */
const PATTERN = demoPatterns.reduce((most, one) => (one.weight > most.weight ? one : most));
const ID = demoPatternId(PATTERN);

/** Who says the path: the server's setting, or the proxy. */
const SAID = [
  { by: 'BASE_PATH', settings: { BASE_PATH: PATH }, headers: {} },
  { by: 'X-Forwarded-Prefix', settings: {}, headers: { 'x-forwarded-prefix': PATH } },
] as const;

for (const { by, settings, headers } of SAID)
  describeInBrowser(
    `under a path that ${by} says, through a proxy that takes it off`,
    () => demoUsages(NOW, 2000),
    (visitor) => {
      const { open, ask, record } = visitor;
      let proxy: StrippingProxy;
      beforeAll(async () => {
        proxy = await StrippingProxy.start(visitor.url, PATH, headers);
      });
      afterAll(() => proxy.stop());

      it('shows its pages at their addresses, and stays under the path', async () => {
        const page = await open('/?range=90d&tz=UTC', { through: proxy.url });
        await page.locator('[data-metric=usages] .figure-value').waitFor();
        await page.getByRole('link', { name: 'Patterns' }).click();
        await page.waitForURL(`${proxy.url}/patterns?range=90d&tz=UTC`);
        await page.getByRole('link', { name: PATTERN.name, exact: true }).first().click();
        await page.waitForURL((url) => url.pathname === `${PATH}/patterns/${ID}`);
        await page.getByRole('heading', { level: 1, name: PATTERN.name }).waitFor();
        await page.reload();
        await page.getByRole('heading', { level: 1, name: PATTERN.name }).waitFor();
        for (const path of ['/patterns', '/relationships', '/compare', '/ingestion', `/patterns/${ID}`]) {
          await page.goto(`${proxy.url}${path}?range=90d&tz=UTC`);
          await page.locator('main').waitFor();
          expect(await page.getByText('There is no such page').count()).toBe(0);
        }
      });

      it('follows what is recorded, as a stream and as a WebSocket', async () => {
        const page = await open('/?range=1d&tz=UTC', { through: proxy.url });
        const figure = page.locator('[data-metric=usages] .figure-value');
        await figure.waitFor();
        const socket = new WebSocket(`${proxy.url.replace('http', 'ws')}/ws/pattern-metrics`);
        const heard = new Promise<void>((done, fail) => {
          socket.on('error', fail);
          socket.on('message', (data: Buffer) => {
            if (data.toString().includes(ID)) done();
          });
        });
        await new Promise((done) => socket.once('open', done));
        await record(Array.from({ length: 700 }, () => ({ pattern_id: ID, outcome: 'success' })));
        const least = (await ask<OverviewResponse>('overview?time_range=1d')).current.usages - 100;
        while (Number((await figure.innerText()).replaceAll(',', '')) < least) await page.waitForTimeout(100);
        await heard;
        socket.terminate();
      });

      it('saves single usages as a file', async () => {
        const page = await open(`/patterns/${ID}?range=30d&tz=UTC`, { through: proxy.url });
        await page.locator('[data-metric=usages] .figure-value').waitFor();
        await page.getByRole('button', { name: 'Export' }).click();
        const [file] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('dialog').getByLabel('Every single usage as CSV').click(),
        ]);
        const [head, first] = readFileSync(await file.path(), 'utf8').split('\r\n');
        expect(head).toContain('pattern_id');
        expect(first).toContain(ID);
      });

      it('has the API’s description, which is tried out under the path', async () => {
        const page = await open('/docs', { through: proxy.url });
        const operation = page.locator('.opblock', { hasText: '/health/live' }).first();
        await operation.locator('.opblock-summary-control').click();
        await operation.getByRole('button', { name: 'Try it out' }).click();
        const [answer] = await Promise.all([
          page.waitForResponse(/\/health\/live$/),
          operation.getByRole('button', { name: 'Execute' }).click(),
        ]);
        expect([answer.status(), answer.url()]).toEqual([200, `${proxy.url}/health/live`]);
      });
    },
    settings,
  );
