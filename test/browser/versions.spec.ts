import { expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { demoPatterns } from '../../db/demo/demo-patterns.js';
import { demoPatternId, demoUsages } from '../../db/demo/demo-usages.js';
import type { AdoptionResponse } from '../../src/analytics/adoption/adoption.dto.js';
import { describeInBrowser, isTooWide, seriousFaults } from '../support/browser.js';
import { chartRows } from '../support/chart-rows.js';

const DAY = 86_400_000;
const WEEK = 7 * DAY;
const NOW = Date.now();
/** One whose version 2.0.0 fails, which 2.0.1 mends. */
const ID = demoPatternId(demoPatterns.find(({ course }) => course === 'broken')!);
const SILENT = '00000000-0000-4000-8000-00000000000c';

interface Range {
  readonly from: number;
  readonly to: number;
}
const between = (oldest: number, newest: number): Range => ({
  from: NOW - oldest * DAY,
  to: NOW - newest * DAY,
});
const queryOf = ({ from, to }: Range): string =>
  `from=${new Date(from).toISOString()}&to=${new Date(to).toISOString()}`;

/** A usage as the export has it. */
interface Raw {
  readonly created_at: string;
  readonly outcome: string;
  readonly version: string | null;
  readonly actor: string | null;
  readonly execution_time_ms: number | null;
  readonly cost_usd: number | null;
}
const timeOf = ({ created_at }: Raw): number => Date.parse(created_at);
const isKnown = ({ outcome }: Raw): boolean => outcome !== 'unknown';
const isSuccess = ({ outcome }: Raw): boolean => outcome === 'success' || outcome === 'partial_success';
const isWithin =
  ({ from, to }: Range) =>
  (usage: Raw): boolean =>
    timeOf(usage) >= from && timeOf(usage) < to;

const numbers = new Intl.NumberFormat('en-GB');
const percents = new Intl.NumberFormat('en-GB', { style: 'percent', maximumFractionDigits: 1 });
const points = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 1, signDisplay: 'negative' });
const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeZone: 'UTC' });
const dollars = (value: number): string =>
  new Intl.NumberFormat('en-GB', {
    style: 'currency',
    currency: 'USD',
    currencyDisplay: 'narrowSymbol',
    ...(value < 0.1 ? { maximumSignificantDigits: 3 } : {}),
  }).format(value);

const MS: Readonly<Record<string, number>> = { ms: 1, sec: 1000, min: 60_000, hr: 3_600_000 };
/** A time as the page writes it, in milliseconds. */
const read = (text: string): number => {
  const [, number, unit] = /^([\d.,]+)\s(ms|sec|min|hr)s?/.exec(text)!;
  return Number(number!.replaceAll(',', '')) * MS[unit!]!;
};

/** The ends of Wilson's interval as the roots of (rate − p)² n = z² p (1 − p). */
const wilson = (rate: number, n: number): [lower: number, upper: number] => {
  const z = 1.959963984540054 ** 2 / n;
  const root = Math.sqrt((2 * rate + z) ** 2 - 4 * (1 + z) * rate ** 2);
  return [(2 * rate + z - root) / (2 * (1 + z)), (2 * rate + z + root) / (2 * (1 + z))];
};

/** What the usages of a version say of it: of those with a known outcome, but for costs. */
interface Figures {
  readonly version: string;
  readonly n: number;
  readonly rate: number;
  readonly interval: readonly [lower: number, upper: number];
  /** Milliseconds, of the usages that told a time. */
  readonly median: number;
  readonly timed: number;
  /** US dollars per success, of the usages that told a cost. */
  readonly cost: number;
  readonly costed: number;
  /** The first and last usage ever, in milliseconds. */
  readonly first: number;
  readonly last: number;
}

const figuresOf = (version: string, all: readonly Raw[], range: Range): Figures => {
  const own = all.filter((usage) => usage.version === version);
  const known = own.filter((usage) => isKnown(usage) && isWithin(range)(usage));
  const rate = known.filter(isSuccess).length / known.length;
  const times = known.flatMap(({ execution_time_ms: ms }) => ms ?? []).sort((a, b) => a - b);
  // What a usage cost is known, whatever came of it.
  const told = own.filter(isWithin(range)).filter(({ cost_usd }) => cost_usd !== null);
  const cost = told.reduce((sum, { cost_usd }) => sum + cost_usd!, 0) / told.filter(isSuccess).length;
  const used = own.map(timeOf).sort((a, b) => a - b);
  return {
    version,
    n: known.length,
    rate,
    interval: wilson(rate, known.length),
    median: times[Math.ceil(times.length / 2) - 1]!,
    timed: times.length,
    cost,
    costed: told.length,
    first: used[0]!,
    last: used.at(-1)!,
  };
};

/** The two versions of the range that came last, of which each was used in it. */
const newestTwo = (all: readonly Raw[], range: Range): [before: Figures, after: Figures] => {
  const versions = new Set(all.filter(isWithin(range)).flatMap(({ version }) => version ?? []));
  const sorted = [...versions]
    .map((version) => figuresOf(version, all, range))
    .sort((a, b) => a.first - b.first);
  return [sorted.at(-2)!, sorted.at(-1)!];
};

/** What the strip has to say of them, and whether that is good, bad or neither. */
const expectedVerdict = (before: Figures, after: Figures): [verdict: string, text: string] => {
  const difference = after.rate - before.rate;
  const lower = difference - Math.hypot(after.rate - after.interval[0], before.interval[1] - before.rate);
  const upper = difference + Math.hypot(after.interval[1] - after.rate, before.rate - before.interval[0]);
  const [verdict, said] =
    lower > 0
      ? ['good', `${after.version} succeeds more often than ${before.version}`]
      : upper < 0
        ? ['bad', `${after.version} succeeds less often than ${before.version}`]
        : ['even', `No difference in success can be told yet between ${after.version} and ${before.version}`];
  const [by, least, most] = [difference, lower, upper].map((value) => points.format(value * 100));
  return [
    verdict,
    `${said}: ${percents.format(after.rate)} against ${percents.format(before.rate)}, difference ${by!} points, 95\u00a0% interval ${least!} to ${most!}, n ${numbers.format(after.n)} and ${numbers.format(before.n)}.`,
  ];
};

/** The start of a time's week, from Monday in UTC. */
const weekOf = (time: number): number => {
  const monday = Date.UTC(2024, 0, 1);
  return monday + Math.floor((time - monday) / WEEK) * WEEK;
};

/** Who was there in each week of the range, who of them was so for the first time, and who had gone. */
const expectedAdoption = (all: readonly Raw[], range: Range): AdoptionResponse['data'] => {
  const told = all.filter(({ actor }) => actor !== null);
  const weeks: AdoptionResponse['data'] = [];
  for (let start = weekOf(range.from); start < range.to; start += WEEK) {
    const week = { from: Math.max(start, range.from), to: Math.min(start + WEEK, range.to) };
    const isPart = week.to - week.from < WEEK;
    const actorsIn = (span: Range): Set<string> =>
      new Set(told.filter(isWithin(span)).map(({ actor }) => actor!));
    const actors = actorsIn(week);
    const known = actorsIn({ from: 0, to: week.from });
    const before = { from: start - WEEK, to: start };
    const gone = [...actorsIn(before)].filter((actor) => !actors.has(actor));
    const fresh = [...actors].filter((actor) => !known.has(actor)).length;
    weeks.push({
      timestamp: new Date(start).toISOString().replace('.000Z', 'Z'),
      actors: actors.size,
      new: fresh,
      returning: actors.size - fresh,
      lapsed: isPart ? null : gone.length,
      ...(isPart ? { partial: true as const } : {}),
    });
  }
  return weeks;
};

const strip = (page: Page): ReturnType<Page['getByRole']> =>
  page.getByRole('region', { name: 'Newest version against the one before' });

function* usages(): Generator<object> {
  for (const usage of demoUsages(NOW, 100_000)) if (usage.pattern_id === ID) yield usage;
  for (let at = 1; at < 20; at += 1)
    yield {
      pattern_id: SILENT,
      pattern_name: 'silent',
      outcome: 'success',
      created_at: new Date(NOW - at * DAY).toISOString(),
    };
}

describeInBrowser('the versions of a pattern', usages, (visitor) => {
  const { open, ask } = visitor;
  const raw = (): Promise<Raw[]> =>
    ask(`usages/export?format=json&pattern_id=${ID}&${queryOf(between(100, 0))}&include=unknown`);

  it.each([
    ['one that mends', between(30, 1), 'good'],
    ['one that fails', between(45, 12), 'bad'],
    ['one that is as before', between(75, 40), undefined],
  ] as const)('are set against each other: %s', async (_, range, sure) => {
    const all = await raw();
    const [before, after] = newestTwo(all, range);
    const [verdict, text] = expectedVerdict(before, after);
    if (sure !== undefined) expect(verdict).toBe(sure);
    const page = await open(`/patterns/${ID}?${queryOf(range)}&tz=UTC`);
    await strip(page).getByText(text, { exact: true }).waitFor();
    expect(await strip(page).locator('.version-verdict').getAttribute('data-verdict')).toBe(verdict);
    for (const one of [before, after]) {
      const line = strip(page).locator(`[data-version="${one.version}"]`);
      const cells = await line.locator('td').allInnerTexts();
      const [lower, upper] = one.interval.map((end) => percents.format(end));
      expect([cells[0], cells[1], ...cells.slice(3)]).toEqual([
        numbers.format(one.n),
        `${percents.format(one.rate)} ${lower!} to ${upper!}`,
        `${dollars(one.cost)} n ${numbers.format(one.costed)}`,
        days.format(one.first),
        days.format(one.last),
      ]);
      // The server's quantiles are at most 4.8 % off, and the page rounds to three digits.
      expect(Math.abs(read(cells[2]!) / one.median - 1)).toBeLessThan(0.055);
      expect(cells[2]).toMatch(new RegExp(`n ${numbers.format(one.timed)}$`));
    }
  });

  it('split the charts, bucket by bucket, and filter them by their address', async () => {
    const range = between(30, 1);
    const within = (await raw()).filter(isWithin(range));
    const page = await open(`/patterns/${ID}?${queryOf(range)}&tz=UTC`);
    await page.getByLabel('Split by').selectOption('Version');
    const header = page.getByRole('table', { name: 'Success rate per day', includeHidden: true });
    await header
      .getByRole('columnheader', { name: '2.0.0', includeHidden: true })
      .waitFor({ state: 'attached' });
    const titles = (await header.locator('thead th').allTextContents()).slice(1);
    expect([...titles].sort()).toEqual(['1.1.0', '2.0.0', '2.0.1']);
    const start = Math.floor(range.from / DAY) * DAY;
    const onDay = (place: number, version: string): Raw[] =>
      within.filter(
        (usage) => usage.version === version && Math.floor((timeOf(usage) - start) / DAY) === place,
      );
    const counts = await chartRows(page, 'Usages per day');
    expect(counts.map((row) => row.slice(1))).toEqual(
      counts.map((_, place) => titles.map((version) => numbers.format(onDay(place, version).length))),
    );
    const rates = await chartRows(page, 'Success rate per day');
    expect(rates.map((row) => row.slice(1))).toEqual(
      counts.map((_, place) =>
        titles.map((version) => {
          const known = onDay(place, version).filter(isKnown);
          const rate =
            known.length === 0 ? '–' : percents.format(known.filter(isSuccess).length / known.length);
          return `${rate} (n\u00a0${numbers.format(known.length)})`;
        }),
      ),
    );

    await page.getByLabel('Version', { exact: true }).fill('2.0.0');
    await page.keyboard.press('Enter');
    const expected = numbers.format(within.filter(({ version }) => version === '2.0.0').length);
    const figure = page.locator('[data-metric=usages] .figure-value').getByText(expected, { exact: true });
    await figure.waitFor();
    const { searchParams } = new URL(page.url());
    expect([searchParams.get('version'), searchParams.get('split')]).toEqual(['2.0.0', 'version']);
    await page.reload();
    await figure.waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page
      .locator('[data-metric=usages]')
      .getByText(numbers.format(within.length), { exact: true })
      .waitFor();
    expect(await page.getByLabel('Version', { exact: true }).inputValue()).toBe('');
  });

  it('split the usages of all patterns by a key of the context', async () => {
    const range = between(30, 1);
    const page = await open(`/?${queryOf(range)}&tz=UTC&split=context.team`);
    const table = page.getByRole('table', { name: 'Usages per day', includeHidden: true });
    await table
      .getByRole('columnheader', { name: 'No team', includeHidden: true })
      .waitFor({ state: 'attached' });
    const at = (await table.locator('thead th').allTextContents()).indexOf('No team');
    const silent = (await chartRows(page, 'Usages per day')).map((row) => Number(row[at]));
    // One a day of the last 19, of which the first is not in the range.
    expect([silent.reduce((sum, count) => sum + count, 0), Math.max(...silent)]).toEqual([18, 1]);
  });

  it('are used by people, who are new, return or stay away', async () => {
    const range = between(60, 1);
    const page = await open(`/patterns/${ID}?${queryOf(range)}&tz=UTC`);
    await page.getByRole('heading', { name: 'Adoption' }).waitFor();
    const weeks = expectedAdoption(await raw(), range);
    expect((await chartRows(page, 'People per week')).map((row) => row.slice(1))).toEqual(
      weeks.map(({ returning, new: fresh, actors, lapsed }) =>
        [returning, fresh, actors, lapsed].map((count) => (count === null ? '–' : numbers.format(count))),
      ),
    );
    const silent = await open(`/patterns/${SILENT}?range=30d&tz=UTC`);
    await silent.getByText('No usage in this range tells who used it').waitFor();
    expect(await silent.getByRole('heading', { name: 'Adoption' }).count()).toBe(0);
  });

  it.each(['light', 'dark'] as const)('are without serious faults for axe in %s', async (colorScheme) => {
    const page = await open(`/patterns/${ID}?${queryOf(between(30, 1))}&split=version`, { colorScheme });
    await strip(page).waitFor();
    await page.getByRole('heading', { name: 'Cost per usage' }).waitFor();
    expect(await seriousFaults(page)).toEqual([]);
  });

  it.each([360, 768, 1200, 3840])('fit a window of %d px', async (width) => {
    const page = await open(`/patterns/${ID}?${queryOf(between(30, 1))}&split=version`, { width });
    await strip(page).waitFor();
    await page.getByRole('heading', { name: 'Cost per usage' }).waitFor();
    expect(await isTooWide(page)).toBe(false);
  });
});
