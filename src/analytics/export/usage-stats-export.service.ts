import { Injectable, type StreamableFile } from '@nestjs/common';
import type { Bucket } from '../../common/calendar.js';
import { displayName } from '../../common/pattern-terms.js';
import type { TimeRange } from '../../common/time-range.js';
import { PatternRepository } from '../../store/patterns/pattern.repository.js';
import { foldUnknowns } from '../../store/usages/unknown-usages.js';
import { UsageReadRepository } from '../../store/usages/usage-read.repository.js';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import { groupBy } from '../group-by.js';
import { hasBegun, isPartial } from '../query/buckets.js';
import type { Grouping } from '../query/grouping.js';
import { usageStatsWidth } from '../query/usage-stats-width.js';
import { Report } from '../report/report.js';
import { ReportService } from '../report/report.service.js';
import { groupValue, seriesIdOf, unusedSeries } from '../report/series.js';
import type { ExportColumn } from './export-column.js';
import { exportFile } from './export-file.js';
import { placeAfter, type StatsPlace } from './stats-place.js';
import type { UsageStatsExportQueryDto } from './usage-stats-export.dto.js';

/** As many buckets are read at a time as are likely to have so many rows. */
const PAGE_ROWS = 20_000;
const MAX_BUCKETS = 1000;

type CountRow = UsageAnswer<'usages'>;

/** A pattern, a value of a dimension, or what lies beyond the limit. */
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
interface StatsExport {
  readonly report: Report;
  readonly limit: number | undefined;
  readonly after: StatsPlace | undefined;
}

const OTHER: Series = { identity: '', patternId: null, label: null, previous: null };

const columnsOf = (
  key: Grouping['key'],
  limit: number | undefined,
  isCompared: boolean,
): ExportColumn<StatsRow>[] => [
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
  ...(isCompared
    ? ([
        { name: 'previous_total_usage', kind: 'integer', valueOf: ({ series }) => series.previous },
      ] satisfies ExportColumn<StatsRow>[])
    : []),
];

/** Every column that there may be. */
export const STATS_COLUMNS: readonly ExportColumn<StatsRow>[] = (['pattern', 'dimension'] as const).flatMap(
  (key) => columnsOf(key, 1, true),
);

/** Exports usage stats: a row a bucket and pattern (or value of a context key), bucket after bucket. */
@Injectable()
export class UsageStatsExportService {
  constructor(
    private readonly reports: ReportService,
    private readonly usages: UsageReadRepository,
    private readonly patterns: PatternRepository,
  ) {}

  /**
   * The same counts as usage-stats, as a file, read a few buckets at a time.
   * @throws InvalidInputError, StoreUnavailableError
   */
  export(query: UsageStatsExportQueryDto): Promise<StreamableFile> {
    const { limit } = query;
    const range = this.reports.rangeOf(query, '7d');
    const report = new Report(query, range, usageStatsWidth(query));
    const { key } = report.grouping;
    const pages = this.pages({ report, limit, after: placeAfter(query.after, key) });
    const columns = columnsOf(key, limit, report.isCompared);
    return exportFile(
      { name: 'usage-stats', range, columns, pages },
      query.format ?? 'csv',
      query.bom ?? false,
    );
  }

  private async *pages(asked: StatsExport): AsyncGenerator<readonly StatsRow[]> {
    const { report, after } = asked;
    const buckets = report.buckets.filter(({ start }) => !after || start >= after.timestamp);
    const listed = await this.listSeries(asked);
    let size = 1;
    for (let at = 0; at < buckets.length;) {
      const part = buckets.slice(at, at + size);
      const counts = await this.count(report, part);
      const bySlice = groupBy(counts, ({ slice }) => slice);
      const rows = part.flatMap((bucket, slice) =>
        this.rowsOf(asked, listed, bucket, bySlice.get(slice) ?? []),
      );
      at += part.length;
      size = Math.max(
        1,
        Math.min(MAX_BUCKETS, Math.floor((PAGE_ROWS * part.length) / Math.max(1, rows.length))),
      );
      if (rows.length > 0) yield rows;
    }
  }

  /** A bucket's rows by the series' identity, what lies beyond the limit last. */
  private rowsOf(
    { report: { range, isFilled }, limit, after }: StatsExport,
    listed: ReadonlyMap<string, Series> | undefined,
    bucket: Bucket,
    counts: readonly CountRow[],
  ): StatsRow[] {
    const timestamp = bucket.start;
    const partial = isPartial(bucket, range);
    const found = new Map<string, StatsRow>();
    let beyond = 0;
    for (const row of counts) {
      const known = listed?.get(seriesIdOf(row));
      // Who was not there when the series were listed lies beyond them.
      if (limit !== undefined && !known) beyond += row.usages!;
      else {
        const series = known ?? seriesOf(row, listed === undefined ? null : 0);
        found.set(series.identity, { series, timestamp, count: row.usages!, isPartial: partial });
      }
    }
    const isBucketFilled = isFilled && hasBegun(bucket, range);
    if (isBucketFilled) {
      for (const [identity, series] of listed!) {
        if (!found.has(identity)) found.set(identity, { series, timestamp, count: 0, isPartial: partial });
      }
    }
    const rows = [...found.values()].sort((a, b) => (a.series.identity < b.series.identity ? -1 : 1));
    if (limit !== undefined && (beyond > 0 || isBucketFilled))
      rows.push({ series: OTHER, timestamp, count: beyond, isPartial: partial });
    return after?.timestamp === timestamp ? rows.filter(({ series }) => follows(series, after)) : rows;
  }

  /** The series where more than one bucket decides which or what they are; with a limit only those within. */
  private async listSeries({ report, limit }: StatsExport): Promise<Map<string, Series> | undefined> {
    const { range, isFilled, isCompared, filter, grouping } = report;
    if (!isFilled && limit === undefined && !isCompared) return undefined;
    const totals = await this.count(report, [range]);
    const previous = isCompared
      ? new Map((await this.count(report, report.before)).map((row) => [seriesIdOf(row), row.usages!]))
      : undefined;
    const named = isFilled && grouping.key === 'pattern' ? filter.patternIds : [];
    const unused = await unusedSeries(this.patterns, named, totals.map(seriesIdOf));
    const used = totals
      .sort((a, b) => b.usages! - a.usages! || (seriesIdOf(a) < seriesIdOf(b) ? -1 : 1))
      .map((row) => seriesOf(row, previous ? (previous.get(seriesIdOf(row)) ?? 0) : null));
    const series = [
      ...used,
      ...[...unused]
        .sort((a, b) => (a.id < b.id ? -1 : 1))
        .map(({ id, name }) => ({
          identity: id,
          patternId: id,
          label: name,
          previous: previous ? (previous.get(id) ?? 0) : null,
        })),
    ].slice(0, limit);
    return new Map(series.map((one) => [one.identity, one]));
  }

  private async count(report: Report, slices: readonly TimeRange[]): Promise<CountRow[]> {
    const { filter, grouping } = report;
    // Patterns are as many as there are; values of a dimension may be as many as usages.
    return foldUnknowns(
      grouping.key === 'pattern'
        ? await this.usages.aggregate({ slices, measures: ['usages'], filter })
        : await this.reports.rows(report, ['usages'], ['dimension'], slices),
    );
  }
}

/** Whether a row comes after another one of its bucket. */
const follows = (series: Series, { identity }: StatsPlace): boolean =>
  identity !== '' && (series === OTHER || series.identity > identity);

const seriesOf = (row: CountRow, previous: number | null): Series =>
  row.pattern_id === ''
    ? {
        identity: seriesIdOf(row),
        patternId: null,
        label: groupValue({ value: row.value ?? null }).value,
        previous,
      }
    : {
        identity: row.pattern_id,
        patternId: row.pattern_id,
        label: displayName(row.pattern_id, row.name),
        previous,
      };
