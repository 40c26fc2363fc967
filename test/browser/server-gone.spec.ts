import { expect, it } from '@jest/globals';
import { describeInBrowser } from '../support/browser.js';

const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';
const usages = (count: number): object[] =>
  Array.from({ length: count }, () => ({ pattern_id: PATTERN, pattern_name: 'Retry', outcome: 'success' }));

describeInBrowser(
  'a server that is killed',
  () => usages(40),
  ({ open, record, expectFailures, killServer, startServer }) => {
    it('is missed on the page, which goes on by itself once it is back', async () => {
      expectFailures();
      const overview = await open('/?range=1d&tz=UTC');
      const ingestion = await open('/ingestion?range=1d&tz=UTC');
      const shown = (count: number): Promise<void> =>
        overview
          .locator('[data-metric=usages] .figure-value')
          .filter({ hasText: new RegExp(`^${count}$`) })
          .waitFor();
      await shown(40);
      await ingestion.locator('[data-measure=received] .tile-value').waitFor();
      for (const page of [overview, ingestion]) {
        await page.getByRole('button', { name: 'Live' }).waitFor();
        await page.evaluate('window.isSamePage = true');
      }

      await killServer();
      for (const page of [overview, ingestion]) {
        await page.getByRole('button', { name: 'Connecting' }).waitFor();
      }
      // What asks by itself says so, and leaves what it had where it is.
      await ingestion.getByText('The server does not answer').waitFor();
      await ingestion.locator('[data-measure=received] .tile-value').waitFor();
      await shown(40);

      await startServer();
      for (const page of [overview, ingestion]) await page.getByRole('button', { name: 'Live' }).waitFor();
      await ingestion.getByText('The server does not answer').waitFor({ state: 'detached' });
      await record(usages(2));
      await shown(42);
      for (const page of [overview, ingestion]) {
        expect(await page.evaluate('window.isSamePage')).toBe(true);
      }
    });
  },
);
