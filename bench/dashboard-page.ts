import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { API_PREFIX } from '../src/common/api-prefix.js';
import { PATTERNS } from './ingest-data.js';

/** Milliseconds from the navigation on. */
export interface Opening {
  /** Everything is drawn and the main thread is free. */
  readonly interactiveMs: number;
  /** The last answer that is shown had arrived. */
  readonly answeredMs: number;
  /** Of the scripts that were loaded until then, gzipped. */
  readonly scriptBytes: number;
}

/** What one update took of the page's main thread, in milliseconds of the processor. */
export interface UpdateCost {
  readonly sumMs: number;
  readonly longestMs: number;
}

const LOOK = { viewport: { width: 1280, height: 900 }, locale: 'en-GB', timezoneId: 'UTC' } as const;

/** Marks when all of the overview is drawn; looked for once a frame, from the first one on. */
const WATCH = `
  const isPainted = (canvas) => {
    const { width, height } = canvas;
    return width > 0 && canvas.getContext('2d').getImageData(0, 0, width, height).data.some((value) => value > 0);
  };
  const isDrawn = () => {
    const count = (selector) => document.querySelectorAll(selector).length;
    if (count('.figure-value') < 4 || count('.panel h2') < 6 || count('.skeleton') > 0) return false;
    const canvases = [...document.querySelectorAll('.chart canvas')];
    return canvases.length >= 2 && canvases.every(isPainted);
  };
  const look = () => {
    if (!isDrawn()) return requestAnimationFrame(look);
    // After this frame, and what waits for the main thread before.
    requestAnimationFrame(() => setTimeout(() => performance.mark('interactive')));
  };
  requestAnimationFrame(look);
`;

interface Resource {
  readonly name: string;
  readonly responseEnd: number;
}

const gzippedBytes = async (url: string): Promise<number> => {
  const response = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
  await response.arrayBuffer();
  return Number(response.headers.get('content-length'));
};

/** Opens a page in a profile of its own, in which nothing is cached. */
export const measureOpening = async (browser: Browser, url: string): Promise<Opening> => {
  // The server has forgotten its answer to the last one.
  await sleep(1100);
  const context = await browser.newContext(LOOK);
  const page = await context.newPage();
  await page.addInitScript(WATCH);
  await page.goto(url);
  // Not in the page, whose Content-Security-Policy forbids what playwright would wait with there.
  while (!(await page.evaluate("performance.getEntriesByName('interactive').length > 0"))) await sleep(50);
  const interactiveMs = await page.evaluate<number>(
    "performance.getEntriesByName('interactive')[0].startTime",
  );
  const resources = await page.evaluate<Resource[]>(
    "performance.getEntriesByType('resource').map(({ name, responseEnd }) => ({ name, responseEnd }))",
  );
  const scripts = resources.filter(
    ({ name, responseEnd }) => name.endsWith('.js') && responseEnd > 0 && responseEnd <= interactiveMs,
  );
  const answers = resources.filter(({ name }) => /\/(overview|recommendations)\?/.test(name));
  const sizes = await Promise.all(scripts.map(({ name }) => gzippedBytes(name)));
  await context.close();
  return {
    interactiveMs,
    answeredMs: Math.max(...answers.map(({ responseEnd }) => responseEnd)),
    scriptBytes: sizes.reduce((sum, bytes) => sum + bytes, 0),
  };
};

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  /** Of it the processor's; what others keep it from is not the page's cost. */
  readonly tdur?: number;
}

const record = async (url: string): Promise<void> => {
  const usages = Array.from({ length: 20 }, (_, at) => ({
    pattern_id: PATTERNS[at]!,
    outcome: 'success',
    quality_score: 0.5,
    execution_time_ms: 20,
  }));
  const response = await fetch(`${url}/${API_PREFIX}/usage/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(usages),
  });
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  await response.arrayBuffer();
};

const mark = (page: Page, name: string): Promise<void> => page.evaluate(`performance.mark('${name}')`);

/** An update is told after a second at the most, drawn, and then the page rests. */
const WINDOW_MS = 2500;

const costsOf = (events: readonly TraceEvent[], updates: number): UpdateCost[] => {
  const marks = events.filter(({ name }) => name.startsWith('update '));
  const { pid, tid } = marks[0]!;
  const tasks = events.filter((event) => event.name === 'RunTask' && event.pid === pid && event.tid === tid);
  const at = (name: string): number => marks.find((one) => one.name === name)!.ts;
  return Array.from({ length: updates }, (_, update) => {
    const [from, to] = [at(`update ${update}`), at(`update ${update + 1}`)];
    const times = tasks
      .filter(({ ts }) => ts >= from && ts < to)
      .map(({ dur = 0, tdur = dur }) => tdur / 1000);
    return { sumMs: times.reduce((sum, time) => sum + time, 0), longestMs: Math.max(0, ...times) };
  });
};

/**
 * What the main thread does for each of so many updates, all tasks of it: event, request, drawing. What
 * it does without one, over as long, is taken off.
 */
export const measureUpdates = async (
  browser: Browser,
  url: string,
  updates: number,
): Promise<UpdateCost[]> => {
  const context = await browser.newContext({ ...LOOK, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(`${url}/?range=7d&tz=UTC`);
  await page.locator('.figure-value').first().waitFor();
  await page.locator('.live-button[data-state=live]').waitFor();
  await sleep(2 * WINDOW_MS);
  await browser.startTracing(page, {
    categories: ['disabled-by-default-devtools.timeline', 'blink.user_timing'],
  });
  const IDLE = 3;
  for (let update = 0; update < updates + IDLE; update += 1) {
    await mark(page, `update ${update}`);
    if (update >= IDLE) await record(url);
    await sleep(WINDOW_MS);
  }
  await mark(page, `update ${updates + IDLE}`);
  const trace = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: TraceEvent[] };
  await context.close();
  const costs = costsOf(trace.traceEvents, updates + IDLE);
  const idle = costs.slice(0, IDLE).reduce((sum, { sumMs }) => sum + sumMs, 0) / IDLE;
  return costs.slice(IDLE).map(({ sumMs, longestMs }) => ({ sumMs: Math.max(0, sumMs - idle), longestMs }));
};
