import { expect, it } from '@jest/globals';
import { describeInBrowser } from '../support/browser.js';
import { putPattern } from '../support/put-pattern.js';

const UNUSED = '00000000-0000-4000-8000-00000000000a';

describeInBrowser(
  'a pattern’s description',
  () => [],
  (visitor) => {
    const { open, ask, expectFailures } = visitor;
    const put = (id: string, body: object): Promise<Response> => putPattern(visitor.url, id, body);

    it('is described anew by keyboard alone, and says why it is not', async () => {
      const described = { name: 'Before', type: 'quality', node_type: 'effect', tags: ['one'] };
      await put(UNUSED, described);
      expectFailures();
      const page = await open(`/patterns/${UNUSED}?tz=UTC`);
      await page.getByRole('heading', { level: 1, name: 'Before' }).waitFor();
      await page.getByRole('button', { name: 'Edit' }).focus();
      await page.keyboard.press('Enter');
      await page.getByLabel('Name').fill('After');
      const tags = `one, ${'x'.repeat(65)}`;
      await page.getByLabel(/^Tags/).fill(tags);
      await page.keyboard.press('Enter');
      const refused = await put(UNUSED, { ...described, name: 'After', tags: tags.split(', ') });
      const { detail } = (await refused.json()) as { detail: string };
      expect(await page.getByRole('alert').innerText()).toBe(detail);
      expect(await page.getByLabel(/^Tags/).getAttribute('aria-invalid')).toBe('true');
      await page.getByLabel(/^Tags/).fill('two, three');
      await page.getByRole('dialog').getByLabel('Type', { exact: true }).fill('agent-skill');
      await page.getByLabel('Description', { exact: true }).fill('Said better.');
      await page.getByLabel('Name').press('Enter');
      await page.getByRole('heading', { level: 1, name: 'After' }).waitFor();
      expect(await page.title()).toBe('After · Pattern usage');
      expect(await ask(`patterns/${UNUSED}`)).toMatchObject({
        name: 'After',
        type: 'agent-skill',
        node_type: 'effect',
        description: 'Said better.',
        tags: ['two', 'three'],
      });
      expect(await page.evaluate('document.activeElement.textContent')).toBe('Edit');
    });

    it('overwrites no description that somebody else gave meanwhile, and shows both', async () => {
      await put(UNUSED, { name: 'Before', type: 'quality' });
      expectFailures();
      const page = await open(`/patterns/${UNUSED}?tz=UTC`);
      await page.getByRole('heading', { level: 1, name: 'Before' }).waitFor();
      await page.getByRole('button', { name: 'Edit' }).click();
      await page.getByLabel('Name').fill('Mine');
      await put(UNUSED, { name: 'Theirs', type: 'quality' });
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      const notice = page.getByRole('alert');
      await notice.getByText('Somebody else changed it meanwhile').waitFor();
      expect(await notice.locator('tbody tr').allInnerTexts()).toEqual(['Name\tTheirs\tMine']);
      expect(await ask(`patterns/${UNUSED}`)).toMatchObject({ name: 'Theirs' });
      await page.getByRole('button', { name: 'Take theirs' }).click();
      expect(await page.getByLabel('Name').inputValue()).toBe('Theirs');
      await page.getByLabel('Name').fill('Both');
      await page.getByRole('button', { name: 'Save', exact: true }).click();
      await page.getByRole('heading', { level: 1, name: 'Both' }).waitFor();
      expect(await ask(`patterns/${UNUSED}`)).toMatchObject({ name: 'Both', type: 'quality' });
    });
  },
);
