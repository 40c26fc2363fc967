import type { DataSource } from 'typeorm';
import type { Retention } from '../../config/config.js';
import { formatTime, type TimeRange } from '../../common/time-range.js';
import { DroppedDetailError } from '../../common/tracker-error.js';
import { instant } from '../connection/instant.js';
import { ceilToBucket, floorToBucket } from '../rollups/rollup-level.js';
import type { SourcePlan } from '../rollups/rollup.plan.js';

/** What a question would have to read from where it may have been dropped. */
export interface DroppedDetail {
  /** Milliseconds. */
  readonly range: TimeRange;
  /** From here on the source is kept; milliseconds. */
  readonly keptFrom: number;
  readonly source: 'usage' | 'hour' | 'day';
}

/** Answers with no more slices than this are ranges, halves and periods, not a series of buckets. */
const MAX_SPANS = 4;

const KEPT = { usage: 'raw', hour: 'hour', day: 'day' } as const;
const isDropped = (source: SourcePlan['source']): source is keyof typeof KEPT => source in KEPT;

/**
 * Finds what a plan reads from a source that has been dropped there. The piece of a bucket at either
 * edge of a range, or of the one before it, is left aside: a range is told to the bucket that is kept.
 * @param slices as the plan was made for; milliseconds.
 * @param hasNoRollup whether no rollup can answer the question.
 */
export const droppedDetail = (
  plan: readonly SourcePlan[],
  slices: readonly TimeRange[],
  retention: Retention,
  now: number,
  hasNoRollup: boolean,
): DroppedDetail | undefined => {
  const edges = new Set([slices[0]?.from, slices[0]?.to, slices.at(-1)?.to]);
  for (const { source, ranges } of plan) {
    if (!isDropped(source)) continue;
    const kept = retention[KEPT[source]];
    if (kept === undefined) continue;
    const keptFrom = now - kept;
    const lost = ranges.filter(
      ({ from, to }) =>
        from < keptFrom && (hasNoRollup || (slices.length > MAX_SPANS && !edges.has(from) && !edges.has(to))),
    );
    if (lost.length === 0) continue;
    return { source, keptFrom, range: { from: lost[0]!.from, to: Math.min(lost.at(-1)!.to, keptFrom) } };
  }
  return undefined;
};

/** @throws DroppedDetailError where a coarser rollup knows usages of that time. */
export const refuseDropped = async (
  store: DataSource,
  dropped: DroppedDetail | undefined,
  patternIds: readonly string[] | undefined,
): Promise<void> => {
  if (!dropped) return;
  const { from, to } = dropped.range;
  const [row] = await store.query<{ known: boolean }[]>(
    `SELECT EXISTS (
       SELECT FROM usage_week WHERE bucket >= $1 AND bucket < $2
         AND ($3::uuid[] IS NULL OR pattern_id = ANY($3::uuid[]))
       UNION ALL
       SELECT FROM unknown_week WHERE bucket >= $1 AND bucket < $2
         AND ($3::uuid[] IS NULL OR pattern_id = ANY($3::uuid[]))
     ) AS known`,
    [instant(Number.isFinite(from) ? floorToBucket(from, 'week') : from), instant(to), patternIds ?? null],
  );
  if (!row!.known) return;
  const what = { usage: 'Usages', hour: 'Hours of rollups', day: 'Days of rollups' }[dropped.source];
  throw new DroppedDetailError(
    `${what} before ${formatTime(ceilToBucket(dropped.keptFrom, 'hour'))} were dropped, and only they could answer this: ask from there on, or without what needs them (a context, buckets of a time zone that are no whole hours of UTC).`,
  );
};
