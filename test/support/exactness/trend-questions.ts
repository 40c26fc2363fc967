import { expect } from '@jest/globals';
import {
  type Asked,
  cutOf,
  earlierOf,
  type FilledBucket,
  fillBuckets,
  isBeyond,
  isShown,
  matching,
  said,
  saidFrame,
  spanOf,
  within,
} from './asked.js';
import { comparison } from './comparison.js';
import {
  compareFractions,
  descending,
  durationOf,
  fraction,
  type Fraction,
  mean,
  numbersOf,
  qualityOf,
  total,
  typeOf,
} from './figures.js';
import { dimensionOf, type Group, groupsOf, identityOf, listedBy, unusedOf } from './groups.js';
import { near, oneOf } from './near.js';
import type { Question } from './question.js';
import type { RecordedUsage, World } from './recorded-usage.js';
import { fitLine, rankCorrelation } from './statistics.js';
import { without } from './without.js';

const DAY = 86_400_000;

interface SaidTrend {
  readonly direction: unknown;
  readonly velocity: unknown;
  readonly confidence: unknown;
  readonly prediction: unknown;
  /** Undefined without enough points. */
  readonly slope: number | undefined;
}

/** The original's trend: fewer than 3 points insufficient, a slope below 1 % of the mean stable. */
export const saidTrend = (
  points: readonly (readonly [number, number])[],
  next = 0,
  max = Infinity,
): SaidTrend => {
  if (points.length < 3) {
    return {
      direction: 'insufficient_data',
      velocity: 0,
      confidence: 0,
      prediction: null,
      slope: undefined,
    };
  }
  const { slope, intercept, rSquared } = fitLine(points);
  const flat = 0.01 * Math.abs(mean(points.map(([, y]) => y))!);
  const rising = slope > 0 ? 'increasing' : 'decreasing';
  const isStable = Math.abs(slope) < flat || slope === 0;
  const isClose = Math.abs(Math.abs(slope) - flat) <= 1e-12 * flat;
  return {
    direction: isClose ? oneOf('stable', rising) : isStable ? 'stable' : rising,
    velocity: near(slope),
    confidence: near(rSquared),
    prediction: near(Math.min(Math.max(intercept + slope * next, 0), max)),
    slope,
  };
};

const qualities = (usages: readonly RecordedUsage[]): number[] => numbersOf(usages, 'quality_score');
const averageOf = (usages: readonly RecordedUsage[]): Fraction =>
  fraction(64 * total(qualities(usages)), 64 * qualities(usages).length);

const qualityMetrics: Question = {
  path: '/quality-metrics',
  expected: (world, asked) => {
    const span = spanOf(asked, '30d', world.now);
    const cut = cutOf(asked, 'day');
    const rated = matching(world, asked).filter(({ quality_score }) => quality_score !== null);
    const beyond = isBeyond(asked, ['pattern_type', 'min_quality']);
    const compares = asked['compare'] !== undefined;
    const least = fraction(Math.round(100 * Number(asked['min_quality'] ?? '0')), 100);
    const all = descending(
      groupsOf(world, asked, within(rated, span))
        .filter(({ usages }) => compareFractions(averageOf(usages), least) >= 0)
        .sort((a, b) => (a.identity < b.identity ? -1 : 1)),
      ({ usages }) => averageOf(usages),
    );
    const before = within(rated, span.previous);
    const identify = identityOf(asked);
    const measured = (groups: readonly Group[]): object => {
      const usages = groups.flatMap((group) => group.usages);
      const ids = new Set(groups.map(({ identity }) => identity));
      const buckets = fillBuckets(usages, span, cut);
      const points = buckets.flatMap((bucket, x): Points =>
        bucket.usages.length === 0 ? [] : [[x, qualityOf(bucket.usages)!]],
      );
      const { direction, slope } = saidTrend(points);
      const average = mean(points.map(([, y]) => y));
      return {
        measurements: buckets
          .filter((bucket) => isShown(asked, bucket))
          .map((bucket) => ({
            quality_score: qualityOf(bucket.usages),
            confidence: Math.min(bucket.usages.length / 30, 1),
            timestamp: said(bucket.start),
            ...(beyond && bucket.isPartial ? { partial: true } : {}),
          })),
        trend: {
          direction,
          velocity: near(slope === undefined || !average ? 0 : slope / average),
          slope: near(slope ?? 0),
        },
        ...(beyond ? { average_quality: qualityOf(usages) } : {}),
        ...(compares
          ? { previous_average_quality: qualityOf(before.filter((usage) => ids.has(identify(usage)))) }
          : {}),
      };
    };
    const maxListed = Number(asked['limit'] ?? Infinity);
    const shown = all.slice(0, maxListed).map((group) => ({
      ...group.said,
      ...(dimensionOf(asked) === undefined ? { pattern_type: typeOf(world, group.identity) } : {}),
      ...measured([group]),
    }));
    const others = all.slice(maxListed);
    return {
      ...listedBy(asked, 'patterns', shown),
      total_count: shown.length,
      total_matching: all.length,
      ...(asked['limit'] === undefined ? {} : { other: { patterns: others.length, ...measured(others) } }),
      ...(beyond ? saidFrame(asked, span, cut.width) : {}),
      ...(compares ? { comparison: { from: said(span.previous.from), to: said(span.previous.to) } } : {}),
    };
  },
};

/** One day is cut into hours. */
const usualWidth = (asked: Asked, world: World): 'hour' | 'day' => {
  const { from, elapsedTo } = spanOf(asked, '30d', world.now);
  return elapsedTo - from > DAY ? 'day' : 'hour';
};

type Points = (readonly [number, number])[];

/** Usages are counted in whole buckets, empty ones included; averages are of buckets that have one. */
const pointsOf = (type: string, buckets: readonly FilledBucket[]): Points => {
  if (type === 'usage') {
    const whole = buckets.flatMap(({ usages, isPartial }, x): Points =>
      isPartial ? [] : [[x, usages.length]],
    );
    return whole.filter(([, count]) => count > 0).length < 3 ? [] : whole;
  }
  return buckets.flatMap(({ usages }, x): Points => {
    const value = type === 'quality' ? qualityOf(usages) : durationOf(usages);
    return value === null ? [] : [[x, value]];
  });
};

const valueOf = (type: string, usages: readonly RecordedUsage[]): number | null => {
  if (type === 'usage') return usages.length;
  return type === 'quality' ? qualityOf(usages) : durationOf(usages);
};

/** The trend of a metric over the buckets of a period. */
const lineOf = (type: string, buckets: readonly FilledBucket[]): SaidTrend => {
  const next = Math.max(0, buckets.map(({ hasBegun }) => hasBegun).lastIndexOf(true)) + 1;
  return saidTrend(pointsOf(type, buckets), next, type === 'quality' ? 1 : Infinity);
};

const trends: Question = {
  path: '/trends',
  expected: (world, asked) => {
    const span = spanOf(asked, '30d', world.now);
    const cut = cutOf(asked, usualWidth(asked, world));
    const own = matching(world, asked);
    const beyond = isBeyond(asked, ['trend_type', 'time_range']);
    const compares = asked['compare'] !== undefined;
    const used = groupsOf(world, asked, within(own, span));
    const all = [...used, ...unusedOf(world, asked, used)];
    const type = asked['trend_type'];
    const types = type === undefined ? ['usage', 'quality', 'performance'] : [type];
    const linesOf = (usages: readonly RecordedUsage[]): object[] => {
      const buckets = fillBuckets(usages, span, cut);
      const [now, then] = [within(usages, span), within(usages, span.previous)];
      const earlier = compares ? fillBuckets(usages, earlierOf(span), cut) : [];
      return types.map((trend_type) => {
        const before = lineOf(trend_type, earlier);
        return {
          trend_type,
          ...without(lineOf(trend_type, buckets), 'slope'),
          ...(beyond
            ? {
                data: buckets
                  .filter((bucket) => isShown(asked, bucket))
                  .map((bucket) => ({
                    timestamp: said(bucket.start),
                    value: valueOf(trend_type, bucket.usages),
                    ...(bucket.isPartial ? { partial: true } : {}),
                  })),
              }
            : {}),
          ...(compares
            ? {
                comparison: {
                  ...comparison(span, valueOf(trend_type, now), valueOf(trend_type, then), null),
                  previous_direction: before.direction,
                  previous_velocity: before.velocity,
                },
              }
            : {}),
        };
      });
    };
    const identify = identityOf(asked);
    const maxListed = Number(asked['limit'] ?? Infinity);
    const shown = all.slice(0, maxListed).map(({ identity, said: named }) => ({
      identity,
      named,
      lines: linesOf(own.filter((usage) => identify(usage) === identity)),
    }));
    const isOther = (usage: RecordedUsage): boolean =>
      !shown.some(({ identity }) => identity === identify(usage));
    const isByDimension = dimensionOf(asked) !== undefined;
    return {
      ...listedBy(
        asked,
        'trends',
        shown.flatMap(({ named, lines }): object[] =>
          isByDimension ? [{ ...named, trends: lines }] : lines.map((line) => ({ ...named, ...line })),
        ),
      ),
      time_range: span.name,
      ...(asked['limit'] === undefined
        ? {}
        : { other: { patterns: all.length - shown.length, trends: linesOf(own.filter(isOther)) } }),
      ...(beyond
        ? { total_patterns: shown.length, total_matching: all.length, ...saidFrame(asked, span, cut.width) }
        : {}),
    };
  },
};

const correlation = (pairs: Points): object => {
  const n = pairs.length;
  const found = n < 5 ? undefined : rankCorrelation(pairs);
  if (!found) return { status: 'insufficient_data', n, reason: expect.any(String) };
  return { status: 'ok', n, rho: near(found.rho), p_value: near(found.pValue) };
};

/** Usages of the whole buckets of a period against their averages. */
const correlationsOf = (buckets: readonly FilledBucket[]): { latency: object; quality: object } => {
  const whole = buckets.filter(({ isPartial }) => !isPartial);
  const pairs = (average: (own: readonly RecordedUsage[]) => number | null): Points =>
    whole.flatMap(({ usages }): Points => {
      const value = average(usages);
      return value === null ? [] : [[usages.length, value]];
    });
  return { latency: correlation(pairs(durationOf)), quality: correlation(pairs(qualityOf)) };
};

const performanceCorrelation: Question = {
  path: '/performance-correlation',
  expected: (world, asked) => {
    const span = spanOf(asked, '30d', world.now);
    const cut = cutOf(asked, usualWidth(asked, world));
    const own = matching(world, asked);
    const beyond = isBeyond(asked, ['time_range']);
    const found = groupsOf(world, asked, within(own, span));
    const correlated = (usages: readonly RecordedUsage[]): object => {
      const buckets = fillBuckets(usages, span, cut);
      const [now, then] = [within(usages, span), within(usages, span.previous)];
      const earlier = asked['compare'] && correlationsOf(fillBuckets(usages, earlierOf(span), cut));
      return {
        usage_count: now.length,
        ...correlationsOf(buckets),
        ...(beyond
          ? {
              data: buckets
                .filter((bucket) => isShown(asked, bucket))
                .map((bucket) => ({
                  timestamp: said(bucket.start),
                  usage_count: bucket.usages.length,
                  average_execution_time_ms: durationOf(bucket.usages),
                  average_quality: qualityOf(bucket.usages),
                  ...(bucket.isPartial ? { partial: true } : {}),
                })),
            }
          : {}),
        ...(earlier
          ? {
              comparison: {
                ...comparison(span, now.length, then.length, null),
                previous_latency: earlier.latency,
                previous_quality: earlier.quality,
              },
            }
          : {}),
      };
    };
    const identify = identityOf(asked);
    const shown = found.slice(0, Number(asked['limit'] ?? '20'));
    const isOther = (usage: RecordedUsage): boolean =>
      !shown.some(({ identity }) => identity === identify(usage));
    return {
      ...listedBy(
        asked,
        'patterns',
        shown.map(({ identity, said: named }) => ({
          ...named,
          ...correlated(own.filter((usage) => identify(usage) === identity)),
        })),
      ),
      other: { patterns: found.length - shown.length, ...correlated(own.filter(isOther)) },
      total_patterns: shown.length,
      total_matching: found.length,
      time_range: span.name,
      ...saidFrame(asked, span, cut.width),
    };
  },
};

export const TREND_QUESTIONS: readonly Question[] = [qualityMetrics, trends, performanceCorrelation];
