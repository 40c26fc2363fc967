import { type Asked, CLOCK_SKEW_MS, historyOf, matching, said, saidSpan, within } from './asked.js';
import {
  byPattern,
  descending,
  durationOf,
  fraction,
  type Fraction,
  grouped,
  growthKind,
  growthOf,
  knownOf,
  mean,
  nameOf,
  numbersOf,
  qualityOf,
  rateOf,
  successesOf,
  total,
  trendOf,
  typeOf,
  type UsedPattern,
} from './figures.js';
import { dimensionOf, groupsOf, listedBy } from './groups.js';
import { near } from './near.js';
import type { Question } from './question.js';
import type { RecordedUsage, World } from './recorded-usage.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** Success rate × min(samples / full, 1), which is one fraction. */
const confidenceOf = (usages: readonly RecordedUsage[], full = 30): Fraction =>
  fraction(successesOf(usages), Math.max(usages.length, full));
const numberOf = ([upper, lower]: Fraction): number => Number(upper) / Number(lower);
const isSure = (usages: readonly RecordedUsage[]): boolean => {
  const [upper, lower] = confidenceOf(usages);
  return 10n * upper >= 8n * lower;
};

const rankedUsages = (usages: readonly RecordedUsage[]): object => ({
  success_rate: rateOf(usages),
  confidence: numberOf(confidenceOf(usages)),
  sample_size: usages.length,
  avg_quality_score: qualityOf(usages),
});

const ranked = (world: World, { id, usages }: UsedPattern): object => ({
  pattern_id: id,
  pattern_name: nameOf(world, id),
  pattern_type: typeOf(world, id),
  ...rankedUsages(usages),
});

/** The five most frequent issues, those named as often by their text. */
const issuesOf = (usages: readonly RecordedUsage[]): string[] =>
  [
    ...grouped(
      usages.flatMap(({ issues }) => issues),
      (issue) => issue,
    ),
  ]
    .sort(([a, as], [b, bs]) => bs.length - as.length || (a < b ? -1 : 1))
    .slice(0, 5)
    .map(([issue]) => issue);

/** The mean of the rates of what is listed; null of nothing. */
const averageRate = (listed: readonly { readonly usages: readonly RecordedUsage[] }[]): unknown => {
  const rate = mean(listed.map(({ usages }) => rateOf(usages)!));
  return rate === null ? null : near(rate);
};

const successRates: Question = {
  path: '/success-rates',
  expected: (world, asked) => {
    const span = historyOf(asked, world.now);
    const least = Number(asked['min_samples'] ?? '5');
    const isByDimension = dimensionOf(asked) !== undefined;
    const groups = groupsOf(world, asked, within(matching(world, asked), span))
      .filter(({ usages }) => usages.length >= least)
      // Values as often by how much they are used, patterns by their id.
      .sort((a, b) => (isByDimension ? 0 : a.identity < b.identity ? -1 : 1));
    const listed = descending(groups, ({ usages }) => fraction(successesOf(usages), usages.length));
    return {
      ...listedBy(
        asked,
        'patterns',
        listed.map(({ identity, said: named, usages }) =>
          isByDimension
            ? { ...named, ...rankedUsages(usages) }
            : { ...ranked(world, { id: identity, usages }), common_issues: issuesOf(usages) },
        ),
      ),
      summary: {
        total_patterns: listed.length,
        total_matching: listed.length,
        avg_success_rate: averageRate(listed),
        high_confidence_patterns: listed.filter(({ usages }) => isSure(usages)).length,
      },
      ...saidSpan(span),
    };
  },
};

const topPatternsOf = (world: World, used: readonly UsedPattern[], maxPatterns: number): object[] =>
  descending(used, ({ usages }) => {
    const [upper, lower] = confidenceOf(usages);
    return [BigInt(successesOf(usages)) * upper, BigInt(usages.length) * lower];
  })
    .slice(0, maxPatterns)
    .map((pattern, at) => ({
      ...ranked(world, pattern),
      node_type: knownOf(world, pattern.id).nodeType,
      rank: at + 1,
    }));

const topPatterns: Question = {
  path: '/top-patterns',
  expected: (world, asked) => {
    const span = historyOf(asked, world.now);
    const used = byPattern(within(matching(world, asked), span));
    const limit = Number(asked['limit'] ?? '10');
    return {
      top_patterns: topPatternsOf(world, used, limit),
      total_patterns: Math.min(used.length, limit),
      total_matching: used.length,
      filter_criteria: { node_type: asked['node_type'] ?? null, limit },
      ...saidSpan(span),
    };
  },
};

/** score = 0.5 × success rate + 0.3 × average quality + 0.2 × min(usages / 100, 1). */
export const scoreOf = (usages: readonly RecordedUsage[]): Fraction => {
  if (usages.length === 0) return [0n, 1n];
  const qualities = numbersOf(usages, 'quality_score');
  const [qualityUpper, qualityLower] = [
    BigInt(64 * total(qualities)),
    BigInt(Math.max(1, 64 * qualities.length)),
  ];
  const [successes, n] = [BigInt(successesOf(usages)), BigInt(usages.length)];
  const frequent = BigInt(Math.min(usages.length, 100));
  const lower = n * qualityLower * 100n;
  const upper =
    5n * successes * qualityLower * 100n + 3n * qualityUpper * n * 100n + 2n * frequent * n * qualityLower;
  return [upper, 10n * lower];
};

/** The first that holds. */
export const recommendationOf = (usages: readonly RecordedUsage[]): string => {
  const n = usages.length;
  if (n === 0) return 'insufficient_data';
  const [upper, lower] = scoreOf(usages);
  if (10n * upper >= 8n * lower && 10 * n >= 7 * 30) return 'highly_recommended';
  if (10n * upper >= 6n * lower && 10 * n >= 5 * 30) return 'recommended';
  return 10n * upper >= 4n * lower ? 'use_with_caution' : 'not_recommended';
};

const topPerforming: Question = {
  path: '/top-performing',
  expected: (world, asked) => {
    const span = historyOf(asked, world.now);
    const { criteria = 'performance_score' } = asked;
    const used = byPattern(within(matching(world, asked), span));
    const valueOf = ({ usages }: UsedPattern): Fraction => {
      const qualities = numbersOf(usages, 'quality_score');
      if (criteria === 'usage') return fraction(usages.length, 1);
      if (criteria === 'success_rate') return fraction(successesOf(usages), usages.length);
      if (criteria === 'quality' && qualities.length === 0) return fraction(-1, 1);
      if (criteria === 'quality') return fraction(64 * total(qualities), 64 * qualities.length);
      return scoreOf(usages);
    };
    return {
      patterns: descending(used, valueOf)
        .slice(0, Number(asked['limit'] ?? '10'))
        .map(({ id, usages }, at) => ({
          pattern_id: id,
          pattern_name: nameOf(world, id),
          pattern_type: typeOf(world, id),
          success_rate: rateOf(usages),
          usage_count: usages.length,
          avg_quality: qualityOf(usages),
          performance_score: near(numberOf(scoreOf(usages))),
          rank: at + 1,
        })),
      total_count: Math.min(used.length, Number(asked['limit'] ?? '10')),
      total_matching: used.length,
      criteria,
      ...saidSpan(span),
    };
  },
};

const hoursBack = (world: World, hours: number): UsedPattern[] =>
  byPattern(within(world.usages, { from: world.now - hours * HOUR, to: world.now + CLOCK_SKEW_MS + 1 }));

const emergingPatterns: Question = {
  path: '/emerging-patterns',
  expected: (world, asked) => {
    const min_frequency = Number(asked['min_frequency'] ?? '5');
    const time_window_hours = Number(asked['time_window_hours'] ?? '24');
    const from = world.now - time_window_hours * HOUR;
    const before = within(world.usages, { from: from - time_window_hours * HOUR, to: from });
    const previousOf = (id: string): number => before.filter(({ pattern_id }) => pattern_id === id).length;
    const emerging = hoursBack(world, time_window_hours).filter(
      ({ usages }) => usages.length >= min_frequency,
    );
    return {
      emerging_patterns: descending(emerging, ({ id, usages }) =>
        fraction(usages.length - previousOf(id), Math.max(previousOf(id), 1)),
      ).map(({ id, usages }) => ({
        pattern_id: id,
        pattern_name: nameOf(world, id),
        pattern_type: typeOf(world, id),
        frequency: usages.length,
        first_seen_at: said(Math.min(...usages.map(({ at }) => at))),
        last_seen_at: said(Math.max(...usages.map(({ at }) => at))),
        success_rate: rateOf(usages),
        growth_rate: growthOf(usages.length, previousOf(id)),
        confidence: numberOf(confidenceOf(usages, 10)),
      })),
      total_emerging: emerging.length,
      time_window_hours,
      filter_criteria: { min_frequency, time_window_hours },
    };
  },
};

/** A pattern's stats over the last hours, whose second half is set against the first. */
const totalsOf = (world: World, { id, usages }: UsedPattern, hours: number): object => {
  const middle = Math.floor(world.now - (hours * HOUR) / 2);
  const first = usages.filter(({ at }) => at < middle).length;
  const times = usages.map(({ at }) => at);
  return {
    pattern_id: id,
    pattern_name: nameOf(world, id),
    total_usages: usages.length,
    success_count: successesOf(usages),
    failure_count: usages.length - successesOf(usages),
    success_rate: rateOf(usages),
    average_quality_score: qualityOf(usages),
    average_execution_time_ms: durationOf(usages),
    usage_trend: trendOf(first, usages.length - first),
    first_used: times.length === 0 ? null : said(Math.min(...times)),
    last_used: times.length === 0 ? null : said(Math.max(...times)),
  };
};

const hoursOf = (asked: Asked): number => Number(asked['time_range_hours'] ?? '168');

const usageTotals: Question = {
  path: '/usage-stats/totals',
  expected: (world, asked) => {
    const hours = hoursOf(asked);
    const wanted = asked['pattern_id']?.toLowerCase();
    const used = hoursBack(world, hours).filter(({ id }) => wanted === undefined || id === wanted);
    return {
      patterns: descending(used, ({ usages }) => fraction(usages.length, 1)).map((pattern) =>
        totalsOf(world, pattern, hours),
      ),
      total_patterns: used.length,
      total_matching: used.length,
      time_range_hours: hours,
    };
  },
};

const effectiveness: Question = {
  path: '/patterns/{id}/effectiveness',
  expected: (world, asked) => {
    const hours = hoursOf(asked);
    const id = asked['id']!.toLowerCase();
    const usages = hoursBack(world, hours).find((pattern) => pattern.id === id)?.usages ?? [];
    return {
      effectiveness_score: near(numberOf(scoreOf(usages))),
      confidence: Math.min(usages.length / 30, 1),
      recommendation: recommendationOf(usages),
      components: {
        success_rate: rateOf(usages),
        average_quality: qualityOf(usages),
        usage_frequency: Math.min(usages.length / 100, 1),
      },
      terms: [
        ['success_rate', 0.5, rateOf(usages)] as const,
        ['average_quality', 0.3, qualityOf(usages)] as const,
        ['usage_frequency', 0.2, Math.min(usages.length / 100, 1)] as const,
      ].map(([component, weight, value]) => ({
        component,
        weight,
        value,
        contribution: near(weight * (value ?? 0)),
      })),
      metrics: totalsOf(world, { id, usages }, hours),
    };
  },
};

const stats: Question = {
  path: '/stats',
  expected: (world) => {
    const used = byPattern(world.usages);
    const types = grouped(used, ({ id }) => typeOf(world, id));
    return {
      stats: {
        total_patterns: used.length,
        total_feedback: world.usages.length,
        avg_success_rate: averageRate(used),
        avg_quality_score: qualityOf(world.usages),
        patterns_by_type: Object.fromEntries([...types].map(([type, own]) => [type, own.length])),
        recent_activity_count: world.usages.filter(({ at }) => at >= world.now - DAY).length,
        high_confidence_patterns: used.filter(({ usages }) => isSure(usages)).length,
      },
      generated_at: said(world.now),
    };
  },
};

const dashboardSummary: Question = {
  path: '/dashboard-summary',
  expected: (world) => {
    const used = byPattern(world.usages);
    const qualities = numbersOf(world.usages, 'quality_score');
    const between = (from: number, to: number): number =>
      qualities.filter((quality) => quality >= from && (quality < to || (to === 1 && quality === 1))).length;
    const recent = within(world.usages, { from: world.now - 2 * DAY, to: Infinity });
    const changes = byPattern(recent).map(({ id, usages }) => {
      const now = usages.filter(({ at }) => at >= world.now - DAY).length;
      const then = usages.length - now;
      return {
        id,
        kind: growthKind(now, then),
        size: fraction(Math.abs(now - then), Math.max(then, 1)),
        now,
        then,
      };
    });
    return {
      total_patterns: used.length,
      average_success_rate: averageRate(used),
      top_patterns: topPatternsOf(world, used, 10),
      quality_distribution: [0, 1, 2, 3, 4].map((fifth) => {
        const count = between(fifth / 5, (fifth + 1) / 5);
        return {
          range: `${(fifth / 5).toFixed(1)}-${((fifth + 1) / 5).toFixed(1)}`,
          count,
          percentage: qualities.length === 0 ? null : near((100 * count) / qualities.length),
        };
      }),
      recent_trends: ['emerging', 'declining', 'stable'].map((trend_type) => {
        const own = changes.filter(({ kind }) => kind === trend_type);
        return {
          trend_type,
          patterns: descending(own, ({ size }) => size)
            .slice(0, 10)
            .map(({ id, now, then }) => ({
              pattern_id: id,
              pattern_name: nameOf(world, id),
              growth_rate: growthOf(now, then),
            })),
          count: own.length,
        };
      }),
      generated_at: said(world.now),
    };
  },
};

export const RANKING_QUESTIONS: readonly Question[] = [
  successRates,
  topPatterns,
  topPerforming,
  emergingPatterns,
  usageTotals,
  effectiveness,
  stats,
  dashboardSummary,
];
