import { afterAll, afterEach, beforeAll, expect } from '@jest/globals';
import axe, { type Result } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { describeWith } from './programs.js';
import { scratchDataDir } from './scratch.js';
import { ServerProcess } from './server-process.js';

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const API = '/api/pattern-analytics';

interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
  /** Where the server is looked at through something else: its address. */
  readonly through?: string;
  /** The TZ of the machine that the browser is on; without one the browser is in Berlin. */
  readonly TZ?: string;
}

/** A browser and the built server that it looks at. */
export interface Visitor {
  readonly url: string;
  /** When all usages were stored. */
  readonly loadedAt: number;
  /** A page of the server in a fresh profile; what goes wrong in its console fails the test. */
  readonly open: (path: string, look?: Look) => Promise<Page>;
  /** Records usages as they are posted. */
  readonly record: (usages: readonly object[]) => Promise<void>;
  /** What the API answers, under its prefix. */
  readonly ask: <Answer>(path: string) => Promise<Answer>;
  /** Until the test ends, what the console says of requests that fail is no fault; or what is like this. */
  readonly expectFailures: (like?: RegExp) => void;
  /** Kills the server, as if its machine had failed. */
  readonly killServer: () => Promise<void>;
  /** Starts it again under the same address, on what it had stored. */
  readonly startServer: () => Promise<void>;
}

/**
 * Tests in chromium against the built server, with these settings too, on a store of its own, which holds
 * `usages`. Without chromium they are left out with a line; CI has it.
 */
export const describeInBrowser = (
  title: string,
  usages: () => Iterable<object>,
  tests: (visitor: Visitor) => void,
  extra: Readonly<Record<string, string>> = {},
): void =>
  describeWith('chromium', title, (executablePath) => {
    const settings = {
      DATA_DIR: '',
      LOG_LEVEL: 'info',
      ASSESSMENT_SECONDS: '3',
      CO_USAGE_REFRESH_SECONDS: '3',
      ...extra,
    };
    let server: ServerProcess;
    /** By the TZ of their machine. */
    const browsers = new Map<string | undefined, Promise<Browser>>();
    let url: string;
    let loadedAt: number;
    let contexts: BrowserContext[] = [];
    let faults: string[] = [];
    let allowed: RegExp | undefined;
    const note = (fault: string): void => {
      if (!allowed?.test(fault)) faults.push(fault);
    };

    const launch = (TZ?: string): Promise<Browser> => {
      const browser =
        browsers.get(TZ) ??
        chromium.launch({
          executablePath,
          args: ARGUMENTS,
          ...(TZ === undefined ? {} : { env: { ...process.env, TZ } }),
        });
      browsers.set(TZ, browser);
      return browser;
    };

    const record: Visitor['record'] = async (some) => {
      const response = await fetch(`${url}${API}/usage/batch`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(some),
      });
      expect(response.status).toBe(200);
    };

    beforeAll(async () => {
      settings.DATA_DIR = scratchDataDir();
      server = ServerProcess.spawn(settings);
      [url] = await Promise.all([server.listening(), launch()]);
      let batch: object[] = [];
      for (const usage of usages()) {
        if (batch.push(usage) < 2000) continue;
        await record(batch);
        batch = [];
      }
      if (batch.length > 0) await record(batch);
      loadedAt = Date.now();
    }, 120_000);
    afterEach(async () => {
      await Promise.all(contexts.map((context) => context.close()));
      const met = faults;
      [contexts, faults, allowed] = [[], [], undefined];
      expect(met).toEqual([]);
    });
    afterAll(async () => {
      const launched = await Promise.all(browsers.values());
      await Promise.all([...launched.map((browser) => browser.close()), server.kill('SIGTERM')]);
    });

    tests({
      get url() {
        return url;
      },
      get loadedAt() {
        return loadedAt;
      },
      record,
      ask: async <Answer>(path: string) => {
        const response = await fetch(`${url}${API}/${path}`);
        expect(response.status).toBe(200);
        return (await response.json()) as Answer;
      },
      expectFailures: (like = /^Failed to load resource/) => {
        allowed = like;
      },
      killServer: async () => {
        await server.kill('SIGKILL');
      },
      startServer: async () => {
        server = ServerProcess.spawn({ ...settings, PORT: new URL(url).port });
        await server.listening();
      },
      open: async (path, { width = 1280, height = 900, colorScheme = 'light', through = url, TZ } = {}) => {
        const browser = await launch(TZ);
        const context = await browser.newContext({
          viewport: { width, height },
          colorScheme,
          locale: 'en-GB',
          ...(TZ === undefined ? { timezoneId: 'Europe/Berlin' } : {}),
        });
        contexts.push(context);
        const page = await context.newPage();
        page.on('console', (message) => {
          if (['error', 'warning'].includes(message.type())) note(message.text());
        });
        page.on('pageerror', (error) => note(error.message));
        await page.goto(`${through}${path}`);
        return page;
      },
    });
  });

/** What axe-core finds on a page that is serious or worse. */
export const seriousFaults = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  const violations = await page.evaluate<Result[]>(
    "window.axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)",
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
    );
};

/** Whether a page is wider than its window. */
export const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate<boolean>('document.documentElement.scrollWidth > window.innerWidth');
