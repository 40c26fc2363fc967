import { expect, it } from '@jest/globals';
import { describeInBrowser, isTooWide, seriousFaults } from '../support/browser.js';

const OLD = '0aaaaaaa-1111-4111-8111-111111111111';
const NEW = '0bbbbbbb-1111-4111-8111-111111111111';
const IDLE = '0ccccccc-1111-4111-8111-111111111111';
const DAY = 86_400_000;

const usage = (pattern_id: string, pattern_name: string, daysAgo: number): object => ({
  pattern_id,
  pattern_name,
  outcome: 'success',
  created_at: new Date(Date.now() - daysAgo * DAY).toISOString(),
});

describeInBrowser(
  'the life cycle of a pattern',
  () => [usage(OLD, 'Old review', 0), usage(NEW, 'New review', 0), usage(IDLE, 'Idle review', 45)],
  ({ open, ask, record }) => {
    it('is said in the dialog, and shown with who, when and why, and whether it is used all the same', async () => {
      const page = await open(`/patterns/${OLD}?tz=UTC`);
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('State', { exact: true }).selectOption('retired');
      await page.getByRole('combobox', { name: /^Use instead/ }).fill('new rev');
      await page.getByRole('option', { name: /New review/ }).click();
      await page.getByLabel('Said by').fill('Dana');
      await page.getByLabel('Why').fill('The new one reads tests.');
      await page.getByRole('button', { name: 'Save the state' }).click();
      const line = page.getByRole('region', { name: 'Life cycle' });
      await line.getByText('Not used since it was retired.').waitFor();
      expect(await ask(`patterns/${OLD}`)).toMatchObject({ state: 'retired', replaced_by: NEW });
      expect(await line.innerText()).toMatch(/Retired since .* by Dana: The new one reads tests\./);
      expect(await line.getByRole('link', { name: 'New review' }).count()).toBe(1);
      await record([{ pattern_id: OLD, outcome: 'success' }]);
      await line.getByText(/^Used once since it was retired on .*, last on .*\.$/).waitFor();
      expect(await seriousFaults(page)).toEqual([]);
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('State', { exact: true }).selectOption('active');
      await page.getByLabel('Keep: never propose to retire it').check();
      await page.getByRole('button', { name: 'Save the state' }).click();
      await line.getByText('Keep', { exact: true }).waitFor();
      expect(await ask(`patterns/${OLD}`)).toMatchObject({ state: 'active', replaced_by: null, keep: true });
    });

    it('is a filter of the table', async () => {
      const page = await open('/patterns?tz=UTC');
      const names = page.locator('.table-body .pattern-link');
      await names.nth(2).waitFor();
      await page.getByLabel('Last used').selectOption('Over 30 days ago');
      await names.nth(1).waitFor({ state: 'detached' });
      expect(await names.allInnerTexts()).toEqual(['Idle review']);
      expect(new URL(page.url()).search).toContain('used=over_30_days_ago');
      await page.getByLabel('State', { exact: true }).selectOption('Draft');
      await page.getByText('No pattern matches').waitFor();
    });

    it.each([1280, 400])('is a board with what may be retired, %i pixels wide', async (width) => {
      const page = await open('/life-cycle?tz=UTC', { width });
      const active = page.getByRole('region', { name: 'Active' });
      await active.getByRole('link', { name: 'New review' }).waitFor();
      expect(await active.locator('.board-count').innerText()).toBe('3');
      const rows = page.getByRole('region', { name: 'Patterns to retire' }).locator('tbody tr');
      await rows.first().waitFor();
      const { patterns } = await ask<{ patterns: { reason: string }[] }>('patterns/to-retire');
      expect(await rows.locator('.to-retire-reason').allInnerTexts()).toEqual(
        patterns.map(({ reason }) => reason),
      );
      expect(await rows.locator('th').allInnerTexts()).toEqual(['Idle review']);
      expect(await isTooWide(page)).toBe(false);
      expect(await seriousFaults(page)).toEqual([]);
      await page.getByLabel('Not used for').selectOption('60 days');
      await page.getByText('Nothing needs to be retired.').waitFor();
    });
  },
);
