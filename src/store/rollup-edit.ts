import type { EntityManager } from 'typeorm';
import type { TimeRange } from '../common/time-range.js';
import { bucketWidth, floorToBucket, ROLLUP_LEVELS, type RollupLevel } from './rollup-level.js';
import { relationOf, ROLLUP_FAMILIES, relationsOf } from './rollup-relation.js';
import { MEASURES, measureOf, type MeasureName } from './usage-measures.js';

/** A rollup as it is stored. */
interface StoredRollup {
  readonly relation: string;
  /** Quoted names of the table that holds its rows, and of the view that computes them anew. */
  readonly table: string;
  readonly computed: string;
  readonly columns: readonly string[];
}

/** A pattern's row of a bucket (milliseconds). */
export interface RollupRow {
  readonly patternId: string;
  readonly bucket: number;
}

const FIND_STORED = `
  SELECT catalog.user_view_name AS relation,
    format('%I.%I', info.materialization_hypertable_schema, info.materialization_hypertable_name) AS "table",
    format('%I.%I', catalog.direct_view_schema, catalog.direct_view_name) AS computed,
    (SELECT array_agg(attname::text ORDER BY attnum) FROM pg_attribute
     WHERE attrelid = format('%I.%I', info.view_schema, info.view_name)::regclass AND attnum > 0) AS columns
  FROM timescaledb_information.continuous_aggregates AS info
  JOIN _timescaledb_catalog.continuous_agg AS catalog
    ON catalog.user_view_schema = info.view_schema AND catalog.user_view_name = info.view_name
  WHERE info.view_name = ANY($1) AND info.view_schema = current_schema()`;

const isMeasure = (column: string): column is MeasureName => column in MEASURES;

/** Columns of a rollup, its measures merged from the rows of a finer one or of more patterns. */
const merged = (columns: readonly string[], bucket: string): { select: string; groupBy: string } => {
  const expressions = columns.map((column) => {
    if (column === 'bucket') return `${bucket} AS bucket`;
    return isMeasure(column) ? `${measureOf(column).merge}(source.${column})` : `source.${column}`;
  });
  const keys = columns.flatMap((column, at) => (isMeasure(column) ? [] : [at + 1]));
  return { select: expressions.join(', '), groupBy: keys.join(', ') };
};

const spanOf = (times: readonly number[]): [Date, Date] => [
  new Date(times.reduce((a, b) => Math.min(a, b))),
  new Date(times.reduce((a, b) => Math.max(a, b))),
];

/**
 * Edits what is materialised, where it cannot be refreshed because the usages it was made of are gone
 * or may go at any moment. All of it happens within the caller's transaction.
 */
export class RollupEdit {
  private constructor(
    private readonly transaction: EntityManager,
    private readonly rollups: ReadonlyMap<string, StoredRollup>,
  ) {}

  static async within(transaction: EntityManager): Promise<RollupEdit> {
    const rows = await transaction.query<StoredRollup[]>(FIND_STORED, [ROLLUP_LEVELS.flatMap(relationsOf)]);
    return new RollupEdit(transaction, new Map(rows.map((row) => [row.relation, row])));
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
      for (const { table } of this.ofPatterns(level)) {
        const gone = await this.transaction.query<{ bucket: Date }[]>(
          `WITH gone AS (
             DELETE FROM ${table} WHERE pattern_id = $1 AND bucket >= $2 AND bucket < $3 RETURNING bucket
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
  async sumUpTotals(level: RollupLevel, buckets: readonly number[]): Promise<void> {
    if (buckets.length === 0) return;
    for (const family of ROLLUP_FAMILIES) {
      const total = this.find(relationOf(family, level, true));
      const patterns = this.find(relationOf(family, level, false));
      if (!total || !patterns || total === patterns) continue;
      const [first, last] = spanOf(buckets);
      const gone = await this.transaction.query<{ bucket: Date }[]>(
        `WITH gone AS (
           DELETE FROM ${total.table} WHERE bucket = ANY($1::timestamptz[]) AND bucket >= $2 AND bucket <= $3
           RETURNING bucket
         ) SELECT DISTINCT bucket FROM gone`,
        [buckets.map((bucket) => new Date(bucket)), first, last],
      );
      const { select, groupBy } = merged(total.columns, 'source.bucket');
      await this.transaction.query(
        `INSERT INTO ${total.table} (${total.columns.join(', ')})
         SELECT ${select} FROM ${patterns.relation} AS source
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
  async recompute(usages: readonly RollupRow[], daysFrom: number): Promise<Map<RollupLevel, number[]>> {
    const changed = new Map<RollupLevel, number[]>();
    for (const level of ROLLUP_LEVELS) {
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
  async computeAnew(relation: string, { from, to }: TimeRange): Promise<void> {
    const { table, computed, columns } = this.rollups.get(relation)!;
    const range = [new Date(from), new Date(to)];
    // Whoever refreshes it writes the same rows.
    await this.transaction.query(`LOCK TABLE ${table} IN SHARE ROW EXCLUSIVE MODE`);
    await this.transaction.query(`DELETE FROM ${table} WHERE bucket >= $1 AND bucket < $2`, range);
    await this.transaction.query(
      `INSERT INTO ${table} (${columns.join(', ')})
       SELECT ${columns.join(', ')} FROM ${computed} WHERE bucket >= $1 AND bucket < $2`,
      range,
    );
  }

  private async recomputeRows(
    rollup: StoredRollup,
    level: RollupLevel,
    rows: readonly RollupRow[],
  ): Promise<number[]> {
    if (rows.length === 0) return [];
    const [first, last] = spanOf(rows.map(({ bucket }) => bucket));
    const patternIds = rows.map(({ patternId }) => patternId);
    const buckets = rows.map(({ bucket }) => new Date(bucket));
    const gone = await this.transaction.query<{ pattern_id: string; bucket: Date }[]>(
      `WITH gone AS (
         DELETE FROM ${rollup.table} AS stored USING unnest($1::uuid[], $2::timestamptz[]) AS row (pattern_id, bucket)
         WHERE stored.pattern_id = row.pattern_id AND stored.bucket = row.bucket
           AND stored.pattern_id = ANY($1::uuid[]) AND stored.bucket >= $3 AND stored.bucket <= $4
         RETURNING stored.pattern_id, stored.bucket
       ) SELECT DISTINCT pattern_id, bucket FROM gone`,
      [patternIds, buckets, first, last],
    );
    const { select, groupBy } = merged(rollup.columns, 'row.bucket');
    const width = bucketWidth(level);
    await this.transaction.query(
      `INSERT INTO ${rollup.table} (${rollup.columns.join(', ')})
       SELECT ${select}
       FROM unnest($1::uuid[], $2::timestamptz[]) AS row (pattern_id, bucket)
       JOIN ${this.sourceOf(rollup, level)} AS source ON source.pattern_id = row.pattern_id
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
  private sourceOf({ relation, computed }: StoredRollup, level: RollupLevel): string {
    if (level === 'week') return relation.replace('week', 'day');
    return level === 'day' ? this.rollups.get(relation.replace('day', 'hour'))!.computed : computed;
  }

  private ofPatterns(level: RollupLevel): StoredRollup[] {
    return ROLLUP_FAMILIES.flatMap((family) => this.find(relationOf(family, level, false)) ?? []);
  }

  private find(relation: string | undefined): StoredRollup | undefined {
    return relation === undefined ? undefined : this.rollups.get(relation);
  }
}
