// Takes the pictures of docs/screenshots from a server with the demo's data: npm run screenshots -- http://127.0.0.1:8053
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { demoPatterns } from '../db/demo/demo-patterns.js';
import { demoPatternId } from '../db/demo/demo-usages.js';

const [url = 'http://127.0.0.1:8053'] = process.argv.slice(2);
const DIRECTORY = 'docs/screenshots';

/** One that fails more and more. */
const PATTERN = demoPatternId(demoPatterns.find(({ name }) => name === 'Token rotation')!);

const SHOTS = [
  { name: 'overview-light', path: '/?range=30d&tz=UTC', scheme: 'light', width: 1280, height: 1080 },
  { name: 'patterns-dark', path: '/patterns?range=30d&tz=UTC', scheme: 'dark', width: 1280, height: 800 },
  {
    name: 'pattern-light',
    path: `/patterns/${PATTERN}?range=30d&tz=UTC`,
    scheme: 'light',
    width: 1280,
    height: 1240,
  },
  { name: 'overview-phone', path: '/?range=30d&tz=UTC', scheme: 'light', width: 360, height: 800 },
] as const;

const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: ['--headless', '--no-sandbox', '--disable-gpu'],
});
for (const { name, path, scheme, width, height } of SHOTS) {
  const page = await browser.newPage({
    viewport: { width, height },
    colorScheme: scheme,
    locale: 'en-GB',
    timezoneId: 'UTC',
    reducedMotion: 'reduce',
  });
  await page.goto(`${url}${path}`);
  await page.locator('.figure-value, .table-body .pattern-link').first().waitFor();
  await page.locator('.skeleton').first().waitFor({ state: 'detached' });
  // The chart's own animation.
  await page.waitForTimeout(1000);
  await page.screenshot({ path: join(DIRECTORY, `${name}.png`) });
}
await browser.close();
