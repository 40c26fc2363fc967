import { describe, expect, it } from '@jest/globals';
import { COUNTS } from './family.js';
import { type Forecast, forecastCounts, forecastRates } from './forecast.js';
import { rollingLevels } from './rolling-levels.js';
import { unusualSteps } from './unusual-steps.js';

/** Numbers in 0..1 that are the same each time (mulberry32). */
const seeded = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

const random = seeded(7);

const poisson = (mean: number): number => {
  const least = Math.exp(-mean);
  let count = 0;
  for (let product = random(); product > least; product *= random()) count += 1;
  return count;
};

/** Variance = (1 + mean) x mean: a Poisson count of an exponential mean. */
const overdispersed = (mean: number): number => poisson(-mean * Math.log(1 - random()));

const days = (length: number, mean: (day: number) => number): number[] =>
  Array.from({ length }, (_, day) => mean(day));

const DAILY = { isDaily: true };
const forecastOf = (counts: readonly number[], horizon = 7): Forecast =>
  forecastCounts(counts, horizon, DAILY).forecast!;

const SERIES = [2, 0, 3, 1, 4, 0, 0, 5, 2, 1, 0, 3, 2, 6, 1, 0, 2, 4, 1, 3, 0, 7];

describe('forecasts', () => {
  it('scores the mean as an independent computation does (numpy)', () => {
    const { mean } = forecastOf(SERIES, 3).backtest;
    expect(mean).toEqual({
      origins: 8,
      comparisons: 21,
      mae: expect.closeTo(1.8383239260616528, 12),
      mase: expect.closeTo(0.677277235917451, 12),
      rmsse: expect.closeTo(0.7470633973395926, 12),
    });
  });

  it('knows nothing of what comes after a forecast is made', () => {
    const seen = SERIES.map((y) => ({ y, n: 1 }));
    const whole = rollingLevels(COUNTS, seen, 3);
    const part = rollingLevels(COUNTS, seen.slice(0, 15), 3);
    expect(whole.model.slice(0, 16)).toEqual(part.model);
    expect(whole.mean.slice(0, 16)).toEqual(part.mean);
  });

  it('finds weekdays, and foretells them', () => {
    const { isBetterThanMean, steps, backtest } = forecastOf(
      days(91, (day) => poisson(day % 7 < 5 ? 6.5 : 1.2)),
    );
    expect(isBetterThanMean).toBe(true);
    expect(backtest.model.rmsse!).toBeLessThan(0.9 * backtest.mean.rmsse!);
    expect(Math.min(...steps.slice(0, 5).map(({ mean }) => mean))).toBeGreaterThan(4);
    expect(Math.max(...steps.slice(5).map(({ mean }) => mean))).toBeLessThan(3);
  });

  it('says of noise that the mean is as good, and shows the mean', () => {
    const all = Array.from({ length: 40 }, () => days(90, () => poisson(2)));
    const better = all.filter((counts) => forecastOf(counts).isBetterThanMean);
    expect(better.length).toBeLessThanOrEqual(4);
    const plain = all.find((counts) => !better.includes(counts))!;
    const mean = plain.reduce((sum, count) => sum + count, 0) / plain.length;
    for (const step of forecastOf(plain).steps) expect(step.mean).toBeCloseTo(mean, 12);
  });

  // Counts are whole: intervals of small ones hold more than 80 %.
  it.each([
    ['.2 a day', () => poisson(0.2), 0.85, 1],
    ['20 a day', () => poisson(20), 0.77, 0.9],
    ['.2 a day, overdispersed', () => overdispersed(0.2), 0.85, 1],
    ['20 a day, overdispersed', () => overdispersed(20), 0.77, 0.9],
  ])('covers what comes: %s', (_, draw, least, most) => {
    let [covered, foretold, all] = [0, 0, 0];
    for (let run = 0; run < 60; run += 1) {
      const counts = days(97, draw);
      const { steps, backtest } = forecastOf(counts.slice(0, 90));
      foretold += backtest.coverage80! / 60;
      for (const [ahead, { lower80, upper80 }] of steps.entries()) {
        const count = counts[90 + ahead]!;
        if (count >= lower80 && count <= upper80) covered += 1;
        all += 1;
      }
    }
    for (const share of [covered / all, foretold]) {
      expect(share).toBeGreaterThanOrEqual(least);
      expect(share).toBeLessThanOrEqual(most);
    }
  });

  it('follows a rate that fell', () => {
    const rates = days(90, (day) => day).map((day) => ({ n: 20, successes: day < 60 ? 19 : 12 + (day % 3) }));
    const { isBetterThanMean, steps } = forecastRates(rates, 7).forecast!;
    expect(isBetterThanMean).toBe(true);
    expect(steps[0]!.mean).toBeLessThan(0.75);
    expect(steps[0]!.lower80).toBeLessThan(steps[0]!.mean);
    expect(steps[0]!.upper80).toBeGreaterThan(steps[0]!.mean);
  });

  it('is as sure of a rate as days without uses let it be', () => {
    const rates = days(60, (day) => day % 3).map((n) => ({ n, successes: n }));
    const { forecast } = forecastRates(rates, 7, 1);
    expect(forecast).toMatchObject({ isBetterThanMean: false, backtest: { coverage80: 1 } });
    expect(forecast!.steps[0]!.mean).toBeCloseTo(1 - 0.5 / 61, 12);
  });

  it('answers nothing of too little', () => {
    expect(
      forecastCounts(
        days(20, () => 1),
        7,
        DAILY,
      ).reason,
    ).toBe('history_too_short');
    expect(
      forecastCounts(
        days(90, () => 0),
        7,
        DAILY,
      ).reason,
    ).toBe('never_used');
    expect(
      forecastRates(
        days(90, () => 0).map((n) => ({ n, successes: n })),
        7,
      ).reason,
    ).toBe('never_used');
  });
});

describe('unusual steps', () => {
  it('finds a burst, and hardly any other day', () => {
    const counts = days(120, () => poisson(2));
    counts[100] = 25;
    const judged = unusualSteps(counts, DAILY);
    expect(judged).toHaveLength(60);
    expect(judged.filter(({ pValue }) => pValue < 1e-4)).toEqual([
      expect.objectContaining({ at: 100, count: 25 }),
    ]);
    expect(judged.filter(({ pValue }) => pValue < 0.05).length).toBeLessThanOrEqual(6);
  });
});
