import type { EntityManager } from 'typeorm';
import type { TimeRange } from '../../common/time-range.js';
import { bucketWidth, floorToBucket, ROLLUP_LEVELS, type RollupLevel } from './rollup-level.js';
import { AGGREGATED_LEVELS, type AggregatedLevel, type Rollup, rollupOf, ROLLUPS } from './catalogue.js';
import { columnsOf, computeRollup, mergedMeasure } from './rollup.sql.js';

/** A pattern's row of a bucket (milliseconds). */
export interface RollupRow {
  readonly patternId: string;
  readonly bucket: number;
}

/** The table that holds a continuous aggregate's rows, quoted. */
const FIND_TABLES = `
  SELECT view_name AS name,
    format('%I.%I', materialization_hypertable_schema, materialization_hypertable_name) AS "table"
  FROM timescaledb_information.continuous_aggregates
  WHERE view_name = ANY($1) AND view_schema = current_schema()`;

/** Columns of a rollup, its measures merged from the rows of a finer one or of more patterns. */
const merged = ({ keys, measures }: Rollup, bucket: string): { select: string; groupBy: string } => ({
  select: [
    ...keys.map((key) => (key === 'bucket' ? `${bucket} AS bucket` : `source.${key}`)),
    ...measures.map((name) => mergedMeasure(name, 'source.')),
  ].join(', '),
  groupBy: keys.map((_, at) => at + 1).join(', '),
});

const spanOf = (times: readonly number[]): [Date, Date] => [
  new Date(times.reduce((a, b) => Math.min(a, b))),
  new Date(times.reduce((a, b) => Math.max(a, b))),
];

/**
 * Edits the rollups, where they cannot be refreshed because the usages they were made of are gone or may go
 * at any moment. Of the minutes, which are kept no longer than usages, an invalidation says what is to be counted
 * anew. All of it happens within the caller's transaction.
 */
export class RollupEdit {
  private constructor(
    private readonly transaction: EntityManager,
    private readonly tables: ReadonlyMap<string, string>,
  ) {}

  static async within(transaction: EntityManager): Promise<RollupEdit> {
    const names = ROLLUPS.map(({ name }) => name);
    const rows = await transaction.query<{ name: string; table: string }[]>(FIND_TABLES, [names]);
    return new RollupEdit(transaction, new Map(rows.map(({ name, table }) => [name, table])));
  }

  /**
   * Takes a pattern out of every rollup of the patterns.
   * @param range half-open, on the buckets of every level.
   * @returns by level the buckets that it was in, in milliseconds.
   */
  async removePattern(patternId: string, range: TimeRange): Promise<Map<RollupLevel, number[]>> {
    const found = new Map<RollupLevel, number[]>();
    for (const level of ROLLUP_LEVELS) {
      const buckets = new Set<number>();
      for (const rollup of this.ofPatterns(level)) {
        const gone = await this.transaction.query<{ bucket: Date }[]>(
          `WITH gone AS (
             DELETE FROM ${this.tableOf(rollup)} WHERE pattern_id = $1 AND bucket >= $2 AND bucket < $3 RETURNING bucket
           ) SELECT DISTINCT bucket FROM gone`,
          [patternId, new Date(range.from), new Date(range.to)],
        );
        for (const { bucket } of gone) buckets.add(bucket.getTime());
      }
      found.set(level, [...buckets]);
    }
    return found;
  }

  /**
   * Makes the totals of these buckets the sum of the patterns at the same level: what they were built
   * from may have been dropped.
   */
  async sumUpTotals(level: AggregatedLevel, buckets: readonly number[]): Promise<void> {
    if (buckets.length === 0) return;
    for (const total of ROLLUPS.filter((rollup) => rollup.isTotal && rollup.level === level)) {
      const patterns = rollupOf(total.family, level, false);
      if (!patterns) continue;
      const [first, last] = spanOf(buckets);
      const gone = await this.transaction.query<{ bucket: Date }[]>(
        `WITH gone AS (
           DELETE FROM ${this.tableOf(total)} WHERE bucket = ANY($1::timestamptz[]) AND bucket >= $2 AND bucket <= $3
           RETURNING bucket
         ) SELECT DISTINCT bucket FROM gone`,
        [buckets.map((bucket) => new Date(bucket)), first, last],
      );
      const { select, groupBy } = merged(total, 'source.bucket');
      await this.transaction.query(
        `INSERT INTO ${this.tableOf(total)} (${columnsOf(total).join(', ')})
         SELECT ${select} FROM ${patterns.name} AS source
         WHERE source.bucket = ANY($1::timestamptz[]) AND source.bucket >= $2 AND source.bucket <= $3
         GROUP BY ${groupBy}`,
        [gone.map(({ bucket }) => bucket), first, last],
      );
    }
  }

  /**
   * Computes the patterns' rows anew that usages of these times are in, from the usages themselves, which
   * have to be there for whole days; weeks from their days.
   * @param daysFrom from where on days are kept; a week that began before stays as it is.
   * @returns by level the buckets that were changed, in milliseconds.
   */
  async recompute(usages: readonly RollupRow[], daysFrom: number): Promise<Map<AggregatedLevel, number[]>> {
    const changed = new Map<AggregatedLevel, number[]>();
    for (const level of AGGREGATED_LEVELS) {
      const buckets = new Set<number>();
      const rows = usages.map(({ patternId, bucket }) => ({
        patternId,
        bucket: floorToBucket(bucket, level),
      }));
      const possible = level === 'week' ? rows.filter(({ bucket }) => bucket >= daysFrom) : rows;
      for (const rollup of this.ofPatterns(level)) {
        for (const bucket of await this.recomputeRows(rollup, level, possible)) buckets.add(bucket);
      }
      changed.set(level, [...buckets]);
    }
    return changed;
  }

  /** Computes a rollup anew in a range that lies on its buckets, from whatever it is built of. */
  async computeAnew(rollup: Rollup, { from, to }: TimeRange): Promise<void> {
    const table = this.tableOf(rollup);
    const columns = columnsOf(rollup).join(', ');
    const range = [new Date(from), new Date(to)];
    // Whoever refreshes it writes the same rows.
    await this.transaction.query(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`);
    await this.transaction.query(`DELETE FROM ${table} WHERE bucket >= $1 AND bucket < $2`, range);
    await this.transaction.query(
      `INSERT INTO ${table} (${columns})
       SELECT ${columns} FROM (${computeRollup(rollup)}) AS computed WHERE bucket >= $1 AND bucket < $2`,
      range,
    );
  }

  private async recomputeRows(
    rollup: Rollup,
    level: AggregatedLevel,
    rows: readonly RollupRow[],
  ): Promise<number[]> {
    if (rows.length === 0) return [];
    const [first, last] = spanOf(rows.map(({ bucket }) => bucket));
    const patternIds = rows.map(({ patternId }) => patternId);
    const buckets = rows.map(({ bucket }) => new Date(bucket));
    const gone = await this.transaction.query<{ pattern_id: string; bucket: Date }[]>(
      `WITH gone AS (
         DELETE FROM ${this.tableOf(rollup)} AS stored USING unnest($1::uuid[], $2::timestamptz[]) AS row (pattern_id, bucket)
         WHERE stored.pattern_id = row.pattern_id AND stored.bucket = row.bucket
           AND stored.pattern_id = ANY($1::uuid[]) AND stored.bucket >= $3 AND stored.bucket <= $4
         RETURNING stored.pattern_id, stored.bucket
       ) SELECT DISTINCT pattern_id, bucket FROM gone`,
      [patternIds, buckets, first, last],
    );
    const { select, groupBy } = merged(rollup, 'row.bucket');
    const width = bucketWidth(level);
    await this.transaction.query(
      `INSERT INTO ${this.tableOf(rollup)} (${columnsOf(rollup).join(', ')})
       SELECT ${select}
       FROM unnest($1::uuid[], $2::timestamptz[]) AS row (pattern_id, bucket)
       JOIN ${this.finerRows(rollup, level)} AS source ON source.pattern_id = row.pattern_id
         AND source.bucket >= row.bucket AND source.bucket < row.bucket + $5::interval
       WHERE source.pattern_id = ANY($1::uuid[]) AND source.bucket >= $3 AND source.bucket < $4
       GROUP BY ${groupBy}`,
      [
        gone.map(({ pattern_id }) => pattern_id),
        gone.map(({ bucket }) => bucket),
        first,
        new Date(last.getTime() + width),
        `${width} milliseconds`,
      ],
    );
    return gone.map(({ bucket }) => bucket.getTime());
  }

  /** Days from hours computed anew, as the stored hours may be gone before the usages are. */
  private finerRows(rollup: Rollup, level: AggregatedLevel): string {
    if (level === 'week') return rollup.from;
    return `(${computeRollup(level === 'day' ? (rollupOf(rollup.family, 'hour', false) ?? rollup) : rollup)})`;
  }

  private ofPatterns(level: RollupLevel): Rollup[] {
    return ROLLUPS.filter((rollup) => !rollup.isTotal && rollup.level === level);
  }

  private tableOf({ name }: Rollup): string {
    // Minutes are tables themselves.
    return this.tables.get(name) ?? name;
  }
}
