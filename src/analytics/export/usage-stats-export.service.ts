import { Inject, Injectable, type StreamableFile } from '@nestjs/common';
import type { Bucket } from '../../common/calendar.js';
import { Clock } from '../../common/clock.js';
import { displayName } from '../../common/pattern-terms.js';
import type { TimeRange } from '../../common/time-range.js';
import type { TrackerConfig } from '../../config/config.js';
import { TRACKER_CONFIG } from '../../config/tracker-config.token.js';
import { PatternRepository } from '../../store/repositories/pattern.repository.js';
import { UsageReadRepository } from '../../store/repositories/usage-read.repository.js';
import type { UsageFilter } from '../../store/usage-question.js';
import type { UsageAnswer } from '../../store/usage-rows.js';
import { askedWidth } from '../asked-width.js';
import { groupBy } from '../group-by.js';
import { type AskedGroup, askedGroup, identityOf } from '../request/asked-group.js';
import { boundedAggregate } from '../request/bounded-aggregate.js';
import {
  type AskedRange,
  askedBuckets,
  askedFilter,
  askedRange,
  isPartial,
} from '../request/usage-request.js';
import { unusedPatterns } from '../unused-patterns.js';
import type { ExportColumn } from './export-column.js';
import { exportFile } from './export-file.js';
import { askedStatsPlace, type StatsPlace } from './stats-place.js';
import type { UsageStatsExportQueryDto } from './usage-stats-export.dto.js';

/** As many buckets are read at a time as are likely to have so many rows. */
const PAGE_ROWS = 20_000;
const MOST_BUCKETS = 1000;

type CountRow = UsageAnswer<'usages'>;

/** A pattern, a value of the context's key, or what lies beyond the limit. */
interface Series {
  /** A pattern's id or the JSON of a value; empty for what lies beyond the limit. */
  readonly identity: string;
  readonly patternId: string | null;
  readonly label: string | null;
  readonly previous: number | null;
}

interface StatsRow {
  readonly series: Series;
  readonly timestamp: number;
  readonly count: number;
  readonly isPartial: boolean;
}

/** What is exported, as it was asked for. */
interface AskedStats extends AskedGroup {
  readonly range: AskedRange;
  readonly buckets: readonly Bucket[];
  readonly filter: UsageFilter;
  readonly fills: boolean;
  readonly limit: number | undefined;
  readonly compares: boolean;
  readonly after: StatsPlace | undefined;
}

const OTHER: Series = { identity: '', patternId: null, label: null, previous: null };

const columnsOf = ({
  key,
  limit,
  compares,
}: Pick<AskedStats, 'key' | 'limit' | 'compares'>): ExportColumn<StatsRow>[] => [
  ...(key === 'pattern'
    ? ([
        { name: 'pattern_id', kind: 'uuid', valueOf: ({ series }) => series.patternId },
        { name: 'pattern_name', kind: 'text', valueOf: ({ series }) => series.label },
      ] satisfies ExportColumn<StatsRow>[])
    : ([
        { name: 'value', kind: 'text', valueOf: ({ series }) => series.label },
      ] satisfies ExportColumn<StatsRow>[])),
  { name: 'timestamp', kind: 'time', valueOf: ({ timestamp }) => timestamp },
  { name: 'count', kind: 'integer', valueOf: ({ count }) => count },
  { name: 'partial', kind: 'flag', valueOf: ({ isPartial }) => isPartial },
  ...(limit === undefined
    ? []
    : ([
        { name: 'is_other', kind: 'flag', valueOf: ({ series }) => series === OTHER },
      ] satisfies ExportColumn<StatsRow>[])),
  ...(compares
    ? ([
        { name: 'previous_total_usage', kind: 'integer', valueOf: ({ series }) => series.previous },
      ] satisfies ExportColumn<StatsRow>[])
    : []),
];

/** Every column that there may be. */
export const STATS_COLUMNS: readonly ExportColumn<StatsRow>[] = (['pattern', 'context'] as const).flatMap(
  (key) => columnsOf({ key, limit: 1, compares: true }),
);

/** Exports usage stats: a row a bucket and pattern (or value of a context key), bucket after bucket. */
@Injectable()
export class UsageStatsExportService {
  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly usages: UsageReadRepository,
    private readonly patterns: PatternRepository,
    private readonly clock: Clock,
  ) {}

  /**
   * The same counts as usage-stats, as a file, read a few buckets at a time.
   * @throws InvalidInputError, StoreUnavailableError
   */
  export(query: UsageStatsExportQueryDto): Promise<StreamableFile> {
    const { key, contextKey } = askedGroup(query);
    const { clockSkewMs } = this.config.ingestion;
    const range = askedRange(query, '7d', { now: this.clock.now(), clockSkewMs });
    const asked: AskedStats = {
      range,
      buckets: askedBuckets(query, range, askedWidth(query)).buckets,
      key,
      contextKey,
      filter: askedFilter(query),
      fills: query.fill ?? false,
      limit: query.limit,
      compares: query.compare !== undefined,
      after: askedStatsPlace(query.after, key),
    };
    const pages = this.pages(asked);
    return exportFile(
      { name: 'usage-stats', range, columns: columnsOf(asked), pages },
      query.format ?? 'csv',
      query.bom ?? false,
    );
  }

  private async *pages(asked: AskedStats): AsyncGenerator<readonly StatsRow[]> {
    const { after } = asked;
    const buckets = after ? asked.buckets.filter(({ start }) => start >= after.timestamp) : asked.buckets;
    const listed = await this.listSeries(asked);
    let size = 1;
    for (let at = 0; at < buckets.length;) {
      const part = buckets.slice(at, at + size);
      const counts = await this.count(asked, part);
      const bySlice = groupBy(counts, ({ slice }) => slice);
      const rows = part.flatMap((bucket, slice) =>
        this.rowsOf(asked, listed, bucket, bySlice.get(slice) ?? []),
      );
      at += part.length;
      size = Math.max(
        1,
        Math.min(MOST_BUCKETS, Math.floor((PAGE_ROWS * part.length) / Math.max(1, rows.length))),
      );
      if (rows.length > 0) yield rows;
    }
  }

  /** A bucket's rows by the series' identity, what lies beyond the limit last. */
  private rowsOf(
    { range, fills, limit, after }: AskedStats,
    listed: ReadonlyMap<string, Series> | undefined,
    bucket: Bucket,
    counts: readonly CountRow[],
  ): StatsRow[] {
    const timestamp = bucket.start;
    const partial = isPartial(bucket, range);
    const found = new Map<string, StatsRow>();
    let beyond = 0;
    for (const row of counts) {
      const known = listed?.get(identityOf(row));
      // Who was not there when the series were listed lies beyond them.
      if (limit !== undefined && !known) beyond += row.usages!;
      else {
        const series = known ?? seriesOf(row, listed === undefined ? null : 0);
        found.set(series.identity, { series, timestamp, count: row.usages!, isPartial: partial });
      }
    }
    // What has not begun yet is no gap.
    const isFilled = fills && bucket.start <= range.elapsedTo;
    if (isFilled) {
      for (const [identity, series] of listed!) {
        if (!found.has(identity)) found.set(identity, { series, timestamp, count: 0, isPartial: partial });
      }
    }
    const rows = [...found.values()].sort((a, b) => (a.series.identity < b.series.identity ? -1 : 1));
    if (limit !== undefined && (beyond > 0 || isFilled))
      rows.push({ series: OTHER, timestamp, count: beyond, isPartial: partial });
    return after?.timestamp === timestamp ? rows.filter(({ series }) => follows(series, after)) : rows;
  }

  /** The series where more than one bucket decides which or what they are; with a limit only those within. */
  private async listSeries(asked: AskedStats): Promise<Map<string, Series> | undefined> {
    const { range, fills, limit, compares } = asked;
    if (!fills && limit === undefined && !compares) return undefined;
    const totals = await this.count(asked, [range]);
    const previous = compares
      ? new Map((await this.count(asked, [range.previous])).map((row) => [identityOf(row), row.usages!]))
      : undefined;
    const unused =
      fills && asked.key === 'pattern'
        ? await unusedPatterns(this.patterns, asked.filter.patternIds, totals.map(identityOf))
        : [];
    const used = totals
      .sort((a, b) => b.usages! - a.usages! || (identityOf(a) < identityOf(b) ? -1 : 1))
      .map((row) => seriesOf(row, previous ? (previous.get(identityOf(row)) ?? 0) : null));
    const series = [
      ...used,
      ...[...unused]
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ id, name }) => ({
          identity: id,
          patternId: id,
          label: displayName(id, name),
          previous: previous ? (previous.get(id) ?? 0) : null,
        })),
    ].slice(0, limit);
    return new Map(series.map((one) => [one.identity, one]));
  }

  private count({ key, contextKey, filter }: AskedStats, slices: readonly TimeRange[]): Promise<CountRow[]> {
    const question = { slices, measures: ['usages'], keys: [key], contextKey, filter } as const;
    // Patterns are as many as there are; values of a context may be as many as usages.
    return key === 'pattern' ? this.usages.aggregate(question) : boundedAggregate(this.usages, question);
  }
}

/** Whether a row comes after another one of its bucket. */
const follows = (series: Series, { identity }: StatsPlace): boolean =>
  identity !== '' && (series === OTHER || series.identity > identity);

const seriesOf = (row: CountRow, previous: number | null): Series =>
  row.pattern_id === ''
    ? { identity: identityOf(row), patternId: null, label: row.context ?? null, previous }
    : {
        identity: row.pattern_id,
        patternId: row.pattern_id,
        label: displayName(row.pattern_id, row.name),
        previous,
      };
