import { describe, expect, it } from '@jest/globals';
import { drawBinomial, drawCorrelated, seededRandom } from '../../../test/support/seeded-random.js';
import { alarmThreshold, changeEvidence, type ChangeOptions } from './change-alarm.js';
import { dispersionOf } from './dispersion.js';
import { logBeta, logGamma } from './log-gamma.js';
import type { Rate } from './rate-difference.js';

const daysOf = (count: number, draw: () => Rate): Rate[] => Array.from({ length: count }, draw);

/** All results of days of so many usages. */
const results = (sizes: readonly number[]): Rate[][] =>
  sizes.reduce<Rate[][]>(
    (all, n) =>
      all.flatMap((days) => Array.from({ length: n + 1 }, (_, successes) => [...days, { n, successes }])),
    [[]],
  );

const logChoose = (n: number, k: number): number => logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1);

/** The share of runs in which an alarm comes within some days, without a change. */
const falseAlarms = (
  threshold: number,
  day: () => Rate,
  phiOf: (days: readonly Rate[]) => number,
): number => {
  const runs = 40;
  let alarms = 0;
  for (let run = 0; run < runs; run += 1) {
    const days = daysOf(20, day);
    for (let more = 0; more < 30; more += 1) {
      days.push(day());
      const { logStatistic } = changeEvidence(days, { direction: 'worse', phi: phiOf(days) });
      if (logStatistic < threshold) continue;
      alarms += 1;
      break;
    }
  }
  return alarms / runs;
};

describe('changeEvidence', () => {
  // scipy 1.17.1, scipy.integrate.quad of both likelihoods over the rate before.
  it.each([
    [{ direction: 'worse' }, 3.00943773],
    [{ direction: 'better' }, -2.44517306],
    [{ direction: 'worse', prior: { a: 12, b: 2 } }, 2.96484455],
  ] as const)('%j', (options, logStatistic) => {
    const days = [
      { n: 20, successes: 19 },
      { n: 10, successes: 9 },
      { n: 0, successes: 0 },
      { n: 8, successes: 4 },
    ];
    expect(changeEvidence(days, options).logStatistic).toBeCloseTo(logStatistic, 3);
  });

  // What the promise of false alarms rests on.
  it.each([
    [[3, 2, 2], { direction: 'worse' }],
    [[3, 2, 2], { direction: 'better' }],
    [[1, 8], { direction: 'worse', prior: { a: 12, b: 2 } }],
    [[5, 0, 3, 1], { direction: 'better', prior: { a: 2, b: 1 } }],
  ] as const)('grows by 1 a day on average of %j usages, %j', (sizes, options: ChangeOptions) => {
    const { a, b } = options.prior ?? { a: 0.5, b: 0.5 };
    let mean = 0;
    for (const days of results(sizes)) {
      const [n, k] = [
        days.reduce((sum, day) => sum + day.n, 0),
        days.reduce((sum, day) => sum + day.successes, 0),
      ];
      const ways = days.reduce((sum, day) => sum + logChoose(day.n, day.successes), 0);
      const chance = Math.exp(ways + logBeta(a + k, b + n - k) - logBeta(a, b));
      mean += chance * Math.exp(changeEvidence(days, options).logStatistic);
    }
    expect(mean).toBeCloseTo(sizes.filter((size) => size > 0).length - 1, 2);
  });

  it.each([
    [0.95, 12],
    [0.8, 3],
    [0.5, 12],
  ])('holds its promise of a rate of %d that it does not know, at %d usages a day', (rate, n) => {
    const draw = seededRandom(20_261_201);
    const day = (): Rate => ({ n, successes: drawBinomial(draw, n, rate) });
    // 50 days at 200 days from one to the next.
    expect(falseAlarms(Math.log(200), day, () => 1)).toBeLessThanOrEqual(50 / 200);
  });

  it('holds it where usages of a day correlate, by their dispersion', () => {
    const draw = seededRandom(20_261_201);
    const day = (): Rate => ({ n: 50, successes: drawCorrelated(draw, 50, 0.9, 0.05) });
    expect(falseAlarms(Math.log(200), day, () => 1)).toBeGreaterThan(0.5);
    const before = (days: readonly Rate[]): number => dispersionOf(days.slice(0, -7)).phi;
    expect(falseAlarms(Math.log(200), day, before)).toBeLessThanOrEqual(50 / 200);
  });

  it('finds .95 to .75 at 12 usages a day within four days, and the day', () => {
    const draw = seededRandom(20_261_201);
    const runs = 150;
    let [found, held] = [0, 0];
    for (let run = 0; run < runs; run += 1) {
      const days = daysOf(45, () => ({ n: 12, successes: drawBinomial(draw, 12, 0.95) }));
      let isFound = false;
      for (let more = 0; more < 4; more += 1) {
        days.push({ n: 12, successes: drawBinomial(draw, 12, 0.75) });
        isFound ||= changeEvidence(days, { direction: 'worse' }).logStatistic >= Math.log(500);
      }
      const { earliest, latest } = changeEvidence(days, { direction: 'worse' }).change!;
      found += isFound ? 1 : 0;
      held += earliest <= 45 && 45 <= latest ? 1 : 0;
    }
    expect(found / runs).toBeGreaterThanOrEqual(0.7);
    expect(held / runs).toBeGreaterThanOrEqual(0.9);
  });

  it('finds that a perfect pattern breaks, and not that it gets better', () => {
    const days = [
      ...daysOf(22, () => ({ n: 8, successes: 8 })),
      ...daysOf(8, () => ({ n: 8, successes: 4 })),
    ];
    const { logStatistic, change } = changeEvidence(days, { direction: 'worse' });
    expect(logStatistic).toBeGreaterThan(alarmThreshold(1, 10_000));
    expect(change).toMatchObject({ day: 22, earliest: 22, latest: 22 });
    expect(changeEvidence(days, { direction: 'better' }).logStatistic).toBeLessThan(alarmThreshold(1, 1));
  });

  it('cannot tell where nothing came before', () => {
    const none = { logStatistic: -Infinity, change: null };
    expect(changeEvidence([], { direction: 'worse' })).toEqual(none);
    expect(changeEvidence([{ n: 9, successes: 1 }], { direction: 'worse' })).toEqual(none);
    const late = [
      { n: 0, successes: 0 },
      { n: 9, successes: 1 },
    ];
    expect(changeEvidence(late, { direction: 'worse' })).toEqual(none);
  });

  it('does not overflow', () => {
    const days = [
      { n: 1_000_000, successes: 999_000 },
      { n: 1_000_000, successes: 500_000 },
    ];
    expect(changeEvidence(days, { direction: 'worse' }).logStatistic).toBeGreaterThan(100_000);
  });
});

describe('alarmThreshold', () => {
  it('shares the alarms of a month', () => {
    expect(alarmThreshold(1, 100)).toBeCloseTo(Math.log(3000), 12);
    expect(alarmThreshold(30, 1)).toBe(0);
  });
});
