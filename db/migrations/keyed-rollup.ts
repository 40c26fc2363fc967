import type { QueryRunner } from 'typeorm';

/** A family of rollups that share their keys and columns. */
export interface RollupFamily {
  readonly name: string;
  /** Its keys beside bucket and pattern_id: column and expression over a usage. */
  readonly keys: Readonly<Record<string, string>>;
  /** Its measures: column, expression over usages and over rows of a finer rollup. */
  readonly measures: Readonly<Record<string, readonly [fromUsages: string, merged: string]>>;
  /** Which usages it counts; all of them where it is undefined. */
  readonly where?: string;
  /**
   * Of what the minutes are kept: by pattern, or of all patterns together where a minute's rows by
   * pattern would be about as many as its usages.
   */
  readonly minutes?: 'by pattern' | 'total';
}

interface Level {
  readonly name: string;
  readonly width: string;
  readonly from: string;
  readonly isTotal?: boolean;
}

const list = (lines: readonly string[]): string => lines.join(',\n      ');

/**
 * Creates one continuous aggregate of a family, empty. Indexes on each key, which TimescaleDB would
 * make by itself, cost two thirds of a refresh and serve no question.
 */
export const createLevel = async (runner: QueryRunner, family: RollupFamily, level: Level): Promise<void> => {
  const isRaw = level.from === 'pattern_feedback';
  const keys = Object.entries(family.keys).map(([column, expression]) =>
    isRaw ? `${expression} AS ${column}` : column,
  );
  const measures = Object.entries(family.measures).map(
    ([column, [fromUsages, merged]]) => `${isRaw ? fromUsages : merged} AS ${column}`,
  );
  const grouped = [...(level.isTotal ? [] : ['pattern_id']), ...keys];
  await runner.query(`
    CREATE MATERIALIZED VIEW ${level.name}
    WITH (
      timescaledb.continuous,
      timescaledb.materialized_only = true,
      timescaledb.create_group_indexes = false
    ) AS
    SELECT
      ${list([
        `time_bucket(INTERVAL '${level.width}', ${isRaw ? 'created_at' : 'bucket'}) AS bucket`,
        ...grouped,
        ...measures,
      ])}
    FROM ${level.from}
    ${isRaw && family.where ? `WHERE ${family.where}` : ''}
    GROUP BY ${[0, ...grouped].map((_, index) => index + 1).join(', ')}
    WITH NO DATA`);
  if (level.isTotal) return;
  await runner.query(`CREATE INDEX ON ${level.name} (pattern_id, bucket)`);
  await runner.query(`
    ALTER MATERIALIZED VIEW ${level.name} SET (
      timescaledb.compress = true,
      timescaledb.compress_segmentby = 'pattern_id',
      timescaledb.compress_orderby = 'bucket'
    )`);
};

const levelsOf = ({ name, minutes }: RollupFamily): Level[] => [
  ...(minutes === 'by pattern'
    ? [{ name: `${name}_minute`, width: '1 minute', from: 'pattern_feedback' }]
    : []),
  { name: `${name}_hour`, width: '1 hour', from: 'pattern_feedback' },
  { name: `${name}_day`, width: '1 day', from: `${name}_hour` },
];

const totalsOf = ({ name, minutes }: RollupFamily): Level[] => [
  ...(minutes === 'total'
    ? [{ name: `${name}_total_minute`, width: '1 minute', from: 'pattern_feedback', isTotal: true }]
    : []),
  { name: `${name}_total_hour`, width: '1 hour', from: `${name}_hour`, isTotal: true },
  { name: `${name}_total_day`, width: '1 day', from: `${name}_total_hour`, isTotal: true },
];

/** A family by hour and day, and by minute where it is kept by pattern. */
export const createLevels = async (runner: QueryRunner, family: RollupFamily): Promise<void> => {
  for (const level of levelsOf(family)) await createLevel(runner, family, level);
};

/** The same of all patterns together. */
export const createTotals = async (runner: QueryRunner, family: RollupFamily): Promise<void> => {
  for (const level of totalsOf(family)) await createLevel(runner, family, level);
};

const drop = async (runner: QueryRunner, levels: readonly Level[]): Promise<void> => {
  for (const { name } of [...levels].reverse()) await runner.query(`DROP MATERIALIZED VIEW ${name}`);
};

export const dropLevels = (runner: QueryRunner, family: RollupFamily): Promise<void> =>
  drop(runner, levelsOf(family));

export const dropTotals = (runner: QueryRunner, family: RollupFamily): Promise<void> =>
  drop(runner, totalsOf(family));
