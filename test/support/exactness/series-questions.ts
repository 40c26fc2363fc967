import { actorCount } from './actors.js';
import { adoption } from './adoption-question.js';
import {
  type Asked,
  type AskedSpan,
  cutOf,
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
  byPattern,
  changeOf,
  durationOf,
  grouped,
  mean,
  numbersOf,
  qualityOf,
  quantileOf,
  rateOf,
  total,
} from './figures.js';
import { dimensionOf, type Group, groupsOf, identityOf, listedBy, patternGroup, unusedOf } from './groups.js';
import type { Cut } from './local-buckets.js';
import { near, quantileNear } from './near.js';
import type { Question } from './question.js';
import { isBomRefused, readFile } from './read-file.js';
import type { RecordedUsage, World } from './recorded-usage.js';
import { saidTrend } from './trend-questions.js';
import { without } from './without.js';

interface AskedStats {
  readonly span: AskedSpan;
  readonly width: Cut['width'];
  /** The most used first; with fill also what is asked for and not used. */
  readonly series: readonly Group[];
  readonly buckets: readonly FilledBucket[];
  /** Usages of the period before, by identity. */
  readonly previous: ReadonlyMap<string, number>;
}

const askedStats = (world: World, asked: Asked): AskedStats => {
  const span = spanOf(asked, '7d', world.now);
  const isByDimension = dimensionOf(asked) !== undefined;
  const cut = cutOf(asked, isByDimension ? 'day' : ((asked['group_by'] ?? 'day') as 'day'));
  const own = matching(world, asked);
  const used = groupsOf(world, asked, within(own, span));
  const unused = asked['fill'] === 'true' ? unusedOf(world, asked, used) : [];
  const series = [...used, ...unused.sort((a, b) => (a.identity < b.identity ? -1 : 1))];
  const previous = groupsOf(world, asked, within(own, span.previous)).map(
    ({ identity, usages }) => [identity, usages.length] as const,
  );
  return {
    span,
    width: cut.width,
    series,
    buckets: fillBuckets(own, span, cut),
    previous: new Map(previous),
  };
};

/** The width may be said twice, but not differently. */
const statusOf = (_: World, { granularity, group_by: groupBy }: Asked): number => {
  const isWidth = groupBy !== undefined && groupBy !== 'version' && !groupBy.startsWith('context.');
  return isWidth && granularity !== undefined && granularity !== groupBy ? 422 : 200;
};

const usageStats: Question = {
  path: '/usage-stats',
  status: statusOf,
  expected: (world, asked) => {
    const { span, width, series, buckets, previous } = askedStats(world, asked);
    const isByDimension = dimensionOf(asked) !== undefined;
    const beyond = isBeyond(asked, ['time_range', 'group_by']) || isByDimension;
    const compares = asked['compare'] !== undefined;
    const maxListed = Number(asked['limit'] ?? Infinity);
    const pointsOf = (isMeant: (usage: RecordedUsage) => boolean): object[] =>
      buckets
        .map((bucket) => ({ ...bucket, usages: bucket.usages.filter(isMeant) }))
        .filter((bucket) => isShown(asked, bucket))
        .map(({ start, usages, isPartial }) => ({
          timestamp: said(start),
          count: usages.length,
          ...(beyond && isPartial ? { partial: true } : {}),
        }));
    const identify = identityOf(asked);
    const shown = series.slice(0, maxListed).map(({ identity, said: named, usages }) => ({
      ...named,
      usage_data: pointsOf((usage) => identify(usage) === identity),
      total_usage: usages.length,
      ...(compares ? { previous_total_usage: previous.get(identity) ?? 0 } : {}),
    }));
    const others = series.slice(maxListed);
    const beyondLimit = new Set(others.map(({ identity }) => identity));
    const total_usage = total(series.map(({ usages }) => usages.length));
    const before = total([...previous.values()]);
    return {
      ...listedBy(asked, 'patterns', shown),
      time_range: span.name,
      granularity: width,
      total_patterns: shown.length,
      ...(beyond || asked['limit'] !== undefined ? { total_matching: series.length } : {}),
      ...(asked['limit'] === undefined
        ? {}
        : {
            other: {
              patterns: others.length,
              usage_data: pointsOf((usage) => beyondLimit.has(identify(usage))),
              total_usage: total(others.map(({ usages }) => usages.length)),
            },
          }),
      ...(beyond ? { ...saidFrame(asked, span, width), total_usage } : {}),
      ...(compares
        ? {
            comparison: {
              from: said(span.previous.from),
              to: said(span.previous.to),
              total_usage: before,
              change: before === 0 ? null : changeOf(total_usage, before),
            },
          }
        : {}),
    };
  },
};

interface StatsRow {
  readonly timestamp: string;
  readonly pattern_id?: string | null;
  readonly value?: string | null;
  readonly is_other?: boolean;
}

/** Broken off anywhere, the file goes on with the rest. */
const usageStatsExport: Question = {
  path: '/usage-stats/export',
  status: (world, asked) => (isBomRefused(asked) ? 422 : statusOf(world, asked)),
  ask: async (get, path, asked) => {
    const { after, format } = asked;
    const plain = path.replace(/&?after=\d+/, '');
    const { status, body } = await get(plain, 'file');
    if (status !== 200) return { status, body };
    const rows = (await readFile(format, body as ArrayBuffer)) as StatsRow[];
    const last = after === undefined ? undefined : rows[Number(after) % Math.max(1, rows.length)];
    if (!last) return { status, body: rows };
    const identity = last.pattern_id === undefined ? JSON.stringify(last.value) : (last.pattern_id ?? '');
    const place = encodeURIComponent(`${last.timestamp},${last.is_other === true ? '' : identity}`);
    const rest = await get(`${plain}${plain.includes('?') ? '&' : '?'}after=${place}`, 'file');
    const first = rows.slice(0, rows.indexOf(last) + 1);
    return { status: rest.status, body: [...first, ...(await readFile(format, rest.body as ArrayBuffer))] };
  },
  expected: (world, asked) => {
    const { series, buckets, previous } = askedStats(world, asked);
    const maxListed = Number(asked['limit'] ?? Infinity);
    const isLimited = asked['limit'] !== undefined;
    const compares = asked['compare'] !== undefined;
    const nobody =
      dimensionOf(asked) === undefined ? { pattern_id: null, pattern_name: null } : { value: null };
    const row = (bucket: FilledBucket, one: Group | null, count: number): object => ({
      ...(one?.said ?? nobody),
      timestamp: said(bucket.start),
      count,
      partial: bucket.isPartial,
      ...(isLimited ? { is_other: one === null } : {}),
      ...(compares ? { previous_total_usage: one && (previous.get(one.identity) ?? 0) } : {}),
    });
    const shown = series.slice(0, maxListed).sort((a, b) => (a.identity < b.identity ? -1 : 1));
    return buckets.flatMap((bucket) => {
      const isFilled = asked['fill'] === 'true' && bucket.hasBegun;
      const counts = grouped(bucket.usages, identityOf(asked));
      const countOf = (identity: string): number => counts.get(identity)?.length ?? 0;
      const rows = shown
        .filter(({ identity }) => isFilled || countOf(identity) > 0)
        .map((one) => row(bucket, one, countOf(one.identity)));
      const others = total(series.slice(maxListed).map(({ identity }) => countOf(identity)));
      return isLimited && (isFilled || others > 0) ? [...rows, row(bucket, null, others)] : rows;
    });
  },
};

type Value = (usages: readonly RecordedUsage[]) => number | null;
const sumOrNull = (values: readonly number[]): number | null => (values.length === 0 ? null : total(values));
const METRICS: Readonly<Record<string, Value>> = {
  quality: qualityOf,
  usage: (usages) => usages.length,
  success_rate: rateOf,
  execution_time: durationOf,
  latency_p50: (usages) => quantileOf(usages, 0.5),
  latency_p95: (usages) => quantileOf(usages, 0.95),
  latency_p99: (usages) => quantileOf(usages, 0.99),
  cost: (usages) => sumOrNull(numbersOf(usages, 'cost_usd')),
  tokens: (usages) =>
    sumOrNull([...numbersOf(usages, 'input_tokens'), ...numbersOf(usages, 'output_tokens')]),
  time_saved: (usages) => sumOrNull(numbersOf(usages, 'time_saved_seconds')),
  actors: actorCount,
};

/** Of what only some usages tell: which fields tell it. */
const TOLD: Readonly<Record<string, readonly (keyof RecordedUsage)[]>> = {
  cost: ['cost_usd'],
  tokens: ['input_tokens', 'output_tokens'],
  time_saved: ['time_saved_seconds'],
};
const tells = (usage: RecordedUsage, fields: readonly (keyof RecordedUsage)[]): boolean =>
  fields.some((field) => usage[field] !== null);

interface AnsweredSeries {
  readonly pattern_id?: string;
  readonly value?: string | null;
  readonly comparison?: object;
}

const timeSeries: Question = {
  path: '/time-series',
  expected: (world, asked, { body }) => {
    const span = spanOf(asked, '30d', world.now);
    const cut = cutOf(asked, 'day');
    const metric = asked['metric']!;
    const value = METRICS[metric]!;
    const isQuantile = metric.startsWith('latency');
    const costs = TOLD[metric];
    const told = metric === 'actors' ? (['actor'] as const) : costs;
    // What a usage cost is known whatever came of it.
    const own = matching(costs ? { ...world, usages: world.all } : world, asked);
    const beyond = isBeyond(asked, ['metric', 'time_range', 'granularity']);
    const seriesOf = (used: readonly RecordedUsage[], answered: AnsweredSeries | undefined): object => ({
      data: fillBuckets(used, span, cut)
        .map((bucket) => ({ ...bucket, value: bucket.usages.length === 0 ? null : value(bucket.usages) }))
        .filter((bucket) => bucket.value !== null || (asked['fill'] === 'true' && bucket.hasBegun))
        .map((bucket) => {
          const number = value(bucket.usages);
          return {
            timestamp: said(bucket.start),
            value: isQuantile ? quantileNear(number) : number,
            ...(told && { n: bucket.usages.filter((usage) => tells(usage, told)).length }),
            ...(beyond && bucket.isPartial ? { partial: true } : {}),
          };
        }),
      ...(asked['compare'] === undefined
        ? {}
        : {
            comparison: comparison(
              span,
              value(within(used, span)),
              value(within(used, span.previous)),
              isQuantile ? answered?.comparison : null,
            ),
          }),
    });
    const answer = body as AnsweredSeries & { series?: AnsweredSeries[]; groups?: AnsweredSeries[] };
    const ids = [...new Set(asked['pattern_id']!.toLowerCase().split(','))];
    const series = ids.map((id) => ({
      ...patternGroup(world, id).said,
      ...seriesOf(
        own.filter(({ pattern_id }) => pattern_id === id),
        answer.series?.find(({ pattern_id }) => pattern_id === id) ?? answer,
      ),
    }));
    const identify = identityOf(asked);
    // Of a quantile, only usages with a time count; of costs, those that tell any.
    const counted = own.filter(
      (usage) =>
        (!isQuantile || usage.execution_time_ms !== null) &&
        (costs === undefined || tells(usage, Object.values(TOLD).flat())),
    );
    const groups = groupsOf(world, asked, within(counted, span)).map(({ identity, said: named }) => ({
      ...named,
      ...seriesOf(
        own.filter((usage) => identify(usage) === identity),
        answer.groups?.find((group) => JSON.stringify(group.value) === identity),
      ),
    }));
    const [first] = series as [{ pattern_name?: string }];
    return {
      metric,
      time_range: span.name,
      granularity: cut.width,
      ...without(first, 'pattern_name'),
      ...(series.length > 1 ? { series } : {}),
      ...(dimensionOf(asked) === undefined ? {} : { groups }),
      ...(isQuantile ? { relative_error: near(0.1 / 2.1) } : {}),
      ...(beyond ? saidFrame(asked, span, cut.width) : {}),
    };
  },
};

const qualityTrends: Question = {
  path: '/quality-trends',
  expected: (world, asked) => {
    const span = spanOf(asked, '30d', world.now);
    const cut = cutOf(asked, 'day');
    const rated = matching(world, asked).filter(({ quality_score }) => quality_score !== null);
    const beyond = isBeyond(asked, ['time_range']);
    const qualities = (usages: readonly RecordedUsage[]): number[] => numbersOf(usages, 'quality_score');
    const seriesOf = (own: readonly RecordedUsage[]): object => {
      const buckets = fillBuckets(own, span, cut);
      const points = buckets.flatMap(({ usages }, x): (readonly [number, number])[] =>
        usages.length === 0 ? [] : [[x, mean(qualities(usages))!]],
      );
      const { direction, velocity } = saidTrend(points);
      return {
        trends: buckets
          .filter((bucket) => isShown(asked, bucket))
          .map(({ start, usages, isPartial }) => ({
            timestamp: said(start),
            avg_quality: qualityOf(usages),
            pattern_count: byPattern(usages).length,
            min_quality: usages.length === 0 ? null : Math.min(...qualities(usages)),
            max_quality: usages.length === 0 ? null : Math.max(...qualities(usages)),
            ...(beyond && isPartial ? { partial: true } : {}),
          })),
        overall_trend: direction,
        trend_velocity: velocity,
        ...(asked['compare'] === undefined
          ? {}
          : {
              comparison: comparison(
                span,
                qualityOf(within(own, span)),
                qualityOf(within(own, span.previous)),
                null,
              ),
            }),
      };
    };
    const identify = identityOf(asked);
    const groups = groupsOf(world, asked, within(rated, span)).map(({ identity, said: named }) => ({
      ...named,
      ...seriesOf(rated.filter((usage) => identify(usage) === identity)),
    }));
    return {
      ...seriesOf(rated),
      time_range: span.name,
      ...(dimensionOf(asked) === undefined ? {} : { groups }),
      ...(beyond ? saidFrame(asked, span, cut.width) : {}),
    };
  },
};

export const SERIES_QUESTIONS: readonly Question[] = [
  usageStats,
  usageStatsExport,
  timeSeries,
  adoption,
  qualityTrends,
];
