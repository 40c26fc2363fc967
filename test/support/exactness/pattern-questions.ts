import { expect } from '@jest/globals';
import { actorCount, actorCounts } from './actors.js';
import {
  type Asked,
  type AskedSpan,
  cutOf,
  fillBuckets,
  matching,
  said,
  type Span,
  spanOf,
  within,
  zoneOf,
} from './asked.js';
import {
  byPattern,
  compareFractions,
  descending,
  durationOf,
  fraction,
  type Fraction,
  growthKind,
  growthOf,
  knownOf,
  mean,
  nameOf,
  numbersOf,
  qualityOf,
  quantileOf,
  rateOf,
  successesOf,
  total,
  trendOf,
  typeOf,
} from './figures.js';
import { near, quantileNear } from './near.js';
import type { Question } from './question.js';
import { recommendationOf, scoreOf } from './ranking-questions.js';
import type { RecordedUsage, World } from './recorded-usage.js';
import { successInterval } from './statistics.js';
import { discoveryRate } from './discovery-question.js';

const outcomesOf = (usages: readonly RecordedUsage[]): object => {
  const count = (meant: string): number => usages.filter(({ outcome }) => outcome === meant).length;
  return {
    success: count('success'),
    partial_success: count('partial_success'),
    failure: count('failure'),
    error: count('error'),
  };
};

const AMOUNTS = ['cost_usd', 'input_tokens', 'output_tokens', 'time_saved_seconds'] as const;

const amountOf = (usages: readonly RecordedUsage[], field: (typeof AMOUNTS)[number]): object | null => {
  const told = usages.filter((usage) => usage[field] !== null);
  const values = numbersOf(told, field);
  if (values.length === 0) return null;
  const successes = successesOf(told);
  const perSuccess = successes === 0 ? null : total(values) / successes;
  return {
    n: values.length,
    total: total(values),
    per_usage: mean(values),
    ...(field === 'cost_usd' ? { per_success: perSuccess } : {}),
  };
};

const costsOf = (usages: readonly RecordedUsage[]): object => {
  const costs = AMOUNTS.map((field) => [field, amountOf(usages, field)] as const);
  return costs.every(([, amount]) => amount === null) ? {} : { costs: Object.fromEntries(costs) };
};

/** @param all those of unknown outcome among them: what they cost is known. */
const metricsOf = (usages: readonly RecordedUsage[], all: readonly RecordedUsage[]): object => ({
  usages: usages.length,
  success_rate: rateOf(usages),
  success_interval: successInterval(usages),
  average_quality: qualityOf(usages),
  usages_with_time: usages.filter(({ execution_time_ms: time }) => time !== null).length,
  p50_execution_time_ms: quantileNear(quantileOf(usages, 0.5)),
  p95_execution_time_ms: quantileNear(quantileOf(usages, 0.95)),
  p99_execution_time_ms: quantileNear(quantileOf(usages, 0.99)),
  ...costsOf(all),
});

const period = (
  usages: readonly RecordedUsage[],
  all: readonly RecordedUsage[],
  { from, to }: Span,
  hasActors: boolean,
): object => ({
  ...metricsOf(usages, within(all, { from, to })),
  patterns: byPattern(usages).length,
  ...(hasActors ? actorCounts(usages) : {}),
  from: said(from),
  to: said(to),
});

interface Move {
  readonly id: string;
  readonly now: readonly RecordedUsage[];
  readonly then: readonly RecordedUsage[];
}

const overview: Question = {
  path: '/overview',
  expected: (world, asked) => {
    const span = spanOf(asked, '7d', world.now);
    const cut = cutOf(asked, 'day');
    const own = matching(world, asked);
    const all = matching({ ...world, usages: world.all }, asked);
    const allAt = new Map(fillBuckets(all, span, cut).map(({ start, usages }) => [start, usages]));
    const [now, then] = [within(own, span), within(own, span.previous)];
    const of = (usages: readonly RecordedUsage[], id: string): RecordedUsage[] =>
      usages.filter(({ pattern_id }) => pattern_id === id);
    const moves: Move[] = byPattern([...now, ...then]).map(({ id }) => ({
      id,
      now: of(now, id),
      then: of(then, id),
    }));
    const saidMove = (move: Move): object => ({
      pattern_id: move.id,
      pattern_name: nameOf(world, move.id),
      pattern_type: typeOf(world, move.id),
      usages: move.now.length,
      previous_usages: move.then.length,
      growth_rate: growthOf(move.now.length, move.then.length),
      success_rate: rateOf(move.now),
      previous_success_rate: rateOf(move.then),
    });
    const listed = (some: readonly Move[]): object => ({
      total: some.length,
      patterns: some.slice(0, 8).map(saidMove),
    });
    const growth =
      (sign: number) =>
      (move: Move): Fraction =>
        fraction(sign * (move.now.length - move.then.length), Math.max(move.then.length, 1));
    const kind = (move: Move): string => growthKind(move.now.length, move.then.length);
    return {
      time_range: span.name,
      granularity: cut.width,
      timezone: zoneOf(asked),
      week_start: asked['week_start'] ?? 'monday',
      current: period(now, all, span, asked['actors'] === 'true'),
      previous: period(then, all, span.previous, asked['actors'] === 'true'),
      buckets: fillBuckets(own, span, cut)
        .filter(({ usages, hasBegun }) => hasBegun || usages.length > 0)
        .map(({ start, usages, isPartial }) => ({
          timestamp: said(start),
          ...metricsOf(usages, allAt.get(start)!),
          outcomes: outcomesOf(usages),
          ...(isPartial ? { partial: true } : {}),
        })),
      quality_distribution: Array.from({ length: 20 }, (_, at) => ({
        from: at / 20,
        to: (at + 1) / 20,
        count: numbersOf(now, 'quality_score').filter(
          (quality) => Math.min(19, Math.floor((quality * 64 * 20) / 64)) === at,
        ).length,
      })),
      most_used: listed(
        descending(
          moves.filter((move) => move.now.length > 0),
          (move) => fraction(move.now.length, 1),
        ),
      ),
      emerging: listed(
        descending(
          moves.filter((move) => move.now.length >= 5 && kind(move) === 'emerging'),
          growth(1),
        ),
      ),
      declining: listed(
        descending(
          moves.filter((move) => move.then.length >= 5 && kind(move) === 'declining'),
          growth(-1),
        ),
      ),
      relative_error: near(0.1 / 2.1),
    };
  },
};

interface TableRow {
  readonly id: string;
  readonly usages: readonly RecordedUsage[];
}

interface AnsweredTable {
  readonly patterns: readonly {
    readonly pattern_id: string;
    readonly p95_execution_time_ms: number | null;
  }[];
  readonly sparkline: { readonly start: string; readonly bucket_seconds: number; readonly buckets: number };
}

type Key = Fraction | string | null;

const compareKeys = (a: Key, b: Key, sign: number): number => {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  if (typeof a === 'string')
    return sign * a.localeCompare(b as string, 'en', { sensitivity: 'base', numeric: true });
  return sign * compareFractions(a, b as Fraction);
};

const whole = (value: number | null): Key => (value === null ? null : fraction(value, 1));

const sortKeys = (
  world: World,
  answered: AnsweredTable,
): Readonly<Record<string, (row: TableRow) => Key>> => ({
  name: ({ id }) => nameOf(world, id),
  type: ({ id }) => typeOf(world, id),
  node_type: ({ id }) => knownOf(world, id).nodeType,
  usage_count: ({ usages }) => whole(usages.length),
  actors: ({ usages }) => whole(actorCount(usages)),
  success_rate: ({ usages }) => (usages.length === 0 ? null : fraction(successesOf(usages), usages.length)),
  avg_quality: ({ usages }) => {
    const qualities = numbersOf(usages, 'quality_score');
    return qualities.length === 0 ? null : fraction(64 * total(qualities), 64 * qualities.length);
  },
  // It is not exact, so what is said of it decides.
  p95_execution_time_ms: ({ id }) => {
    const p95 = answered.patterns.find(({ pattern_id }) => pattern_id === id)?.p95_execution_time_ms;
    return p95 == null ? null : fraction(Math.round(p95 * 1e6), 1);
  },
  effectiveness_score: ({ usages }) => scoreOf(usages),
  first_seen: ({ id }) => whole(firstSeen(world, id)),
  last_used: ({ usages }) => (usages.length === 0 ? null : whole(Math.max(...usages.map(({ at }) => at)))),
});

const firstSeen = (world: World, id: string): number =>
  Math.min(...world.all.filter(({ pattern_id }) => pattern_id === id).map(({ at }) => at));

/** Usages in the second half of what has elapsed of a range, against the first. */
const tableTrend = (usages: readonly RecordedUsage[], { from, to, elapsedTo }: AskedSpan): string => {
  const middle = Math.min(to, Math.max(from + 1, Math.floor((from + Math.max(from, elapsedTo)) / 2)));
  const first = usages.filter(({ at }) => at < middle).length;
  return trendOf(first, usages.length - first);
};

/** Whether a pattern was used, whatever came of it, within such a time as `12h` or `30d` before now. */
const isUsedWithin = (world: World, id: string, unusedFor: string | undefined): boolean => {
  if (unusedFor === undefined) return false;
  const since =
    world.now - Number.parseInt(unusedFor, 10) * (unusedFor.endsWith('d') ? 86_400_000 : 3_600_000);
  return world.all.some(({ pattern_id, at }) => pattern_id === id && at >= since);
};

/** Nobody says anything of these patterns, and all of them were used: they are active, and not kept. */
const byLifeCycle = (
  rows: readonly TableRow[],
  { state = 'active', never_used = 'false', keep = 'false', only_one_actor, sort }: Asked,
): {
  readonly chosen: readonly TableRow[];
  readonly facets: { readonly only_one_actor: number | null; readonly [name: string]: unknown };
} => {
  const [hasState, isUsed, isNotKept] = [state.includes('active'), never_used === 'false', keep === 'false'];
  const hasOne = ({ usages }: TableRow): boolean => actorCount(usages) === 1;
  const some = rows.filter((row) => only_one_actor === undefined || only_one_actor === String(hasOne(row)));
  const isChosen = hasState && isUsed && isNotKept;
  const hasActors = sort === 'actors' || only_one_actor !== undefined;
  return {
    chosen: isChosen ? some : [],
    facets: {
      state: { draft: 0, active: isUsed && isNotKept ? some.length : 0, deprecated: 0, retired: 0 },
      never_used: 0,
      keep: 0,
      only_one_actor: hasActors ? (isChosen ? rows.filter(hasOne).length : 0) : null,
    },
  };
};

const patternTable: Question = {
  path: '/patterns',
  ask: (get, path, asked) =>
    // The place of a quantile that is not exact can be told where all rows are there.
    get(
      asked['sort'] === 'p95_execution_time_ms'
        ? path
            .replace(/([?&])(limit|offset)=\d+/g, '$1$2=')
            .replace(/limit=(?=&|$)/, 'limit=200')
            .replace(/offset=(?=&|$)/, 'offset=0')
        : path,
    ),
  expected: (world, asked, { body }) => {
    const answered = body as AnsweredTable;
    const span = spanOf(asked, '7d', world.now);
    const { sort = 'usage_count' } = asked;
    const isText = ['name', 'type', 'node_type'].includes(sort);
    const order = asked['order'] ?? (isText ? 'asc' : 'desc');
    const isAll = sort === 'p95_execution_time_ms';
    const limit = isAll && asked['limit'] !== undefined ? 200 : Number(asked['limit'] ?? '50');
    const offset = isAll ? 0 : Number(asked['offset'] ?? '0');
    const part = asked['q']?.toLowerCase();
    const own = within(world.usages, span);
    const rows = [...world.patterns.keys()]
      .sort()
      .map((id): TableRow => ({ id, usages: own.filter(({ pattern_id }) => pattern_id === id) }))
      .filter(
        ({ id, usages }) =>
          (asked['pattern_type'] ?? typeOf(world, id)) === typeOf(world, id) &&
          (asked['node_type']?.toLowerCase() ?? knownOf(world, id).nodeType) ===
            knownOf(world, id).nodeType &&
          (asked['recommendation'] ?? recommendationOf(usages)) === recommendationOf(usages) &&
          (asked['pattern_id']?.toLowerCase().split(',').includes(id) ?? true) &&
          (part === undefined || nameOf(world, id).toLowerCase().includes(part)) &&
          !isUsedWithin(world, id, asked['unused_for']),
      );
    const { chosen, facets } = byLifeCycle(rows, asked);
    const keyOf = sortKeys(world, answered)[sort]!;
    const sign = order === 'asc' ? 1 : -1;
    const sorted = chosen
      .map((row) => ({ row, key: keyOf(row) }))
      .sort((a, b) => compareKeys(a.key, b.key, sign))
      .map(({ row }) => row);
    const { start, bucket_seconds: seconds, buckets } = answered.sparkline;
    const places = (usages: readonly RecordedUsage[]): number[] => {
      const counts = new Array<number>(buckets).fill(0);
      for (const { at } of usages) {
        // What lies in the future is in the last.
        const place = Math.min(buckets - 1, Math.floor((at - Date.parse(start)) / (1000 * seconds)));
        counts[place]! += 1;
      }
      return counts;
    };
    return {
      patterns: sorted.slice(offset, offset + limit).map(({ id, usages }) => ({
        pattern_id: id,
        pattern_name: nameOf(world, id),
        pattern_type: typeOf(world, id),
        node_type: knownOf(world, id).nodeType,
        usage_count: usages.length,
        ...(facets.only_one_actor !== null || asked['actors'] === 'true' ? actorCounts(usages) : {}),
        success_rate: rateOf(usages),
        avg_quality: qualityOf(usages),
        avg_execution_time_ms: durationOf(usages),
        p95_execution_time_ms: quantileNear(quantileOf(usages, 0.95)),
        effectiveness_score: near(Number((scoreOf(usages)[0] * 10n ** 15n) / scoreOf(usages)[1]) / 1e15),
        confidence: Math.min(usages.length / 30, 1),
        recommendation: recommendationOf(usages),
        reason: expect.any(String),
        usage_trend: tableTrend(usages, span),
        first_seen: said(firstSeen(world, id)),
        last_used: usages.length === 0 ? null : said(Math.max(...usages.map(({ at }) => at))),
        state: 'active',
        keep: false,
        sparkline: places(usages),
      })),
      total: sorted.length,
      facets,
      limit,
      offset,
      sort,
      order,
      time_range: span.name,
      from: said(span.from),
      to: said(span.to),
      sparkline: { start, bucket_seconds: seconds, buckets },
    };
  },
};

export const PATTERN_QUESTIONS: readonly Question[] = [overview, patternTable, discoveryRate];
