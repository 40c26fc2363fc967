import { ERROR, LATENCY_BIN, QUALITY_BIN } from './usage-keys.sql.js';
import { MEASURES, measureOf, type MeasureName } from './usage-measures.js';

/**
 * Ticks are dropped once minutes have long held what is in them: whoever read the state of the rollups
 * before has had its answer by then.
 */
const KEPT = '10 minutes';

const ALL = Object.keys(MEASURES) as MeasureName[];
/** Of qualities, what is not told by outcome and bin. */
const OF_QUALITY = ALL.filter((name) => !/successes|_outcomes|quality_count/.test(name));

interface Tick {
  readonly name: string;
  /** Columns and expressions over a usage. */
  readonly keys: Readonly<Record<string, string>>;
  readonly measures: readonly MeasureName[];
  readonly where?: string;
}

const TICKS: readonly Tick[] = [
  { name: 'usage_tick', keys: { pattern_id: 'pattern_id' }, measures: ALL },
  {
    name: 'quality_total_tick',
    keys: { outcome: 'outcome', bin: QUALITY_BIN },
    measures: OF_QUALITY,
  },
  {
    name: 'latency_total_tick',
    keys: { outcome: 'outcome', bin: LATENCY_BIN },
    measures: ['usages'],
    where: 'execution_time_ms IS NOT NULL',
  },
  {
    name: 'error_tick',
    keys: { pattern_id: 'pattern_id', error: ERROR },
    measures: ['usages', 'first_used', 'last_used'],
    where: 'error_message IS NOT NULL',
  },
];

const TOTAL = 'usage_total_tick';

const fill = ({ name, keys, measures, where }: Tick): string => {
  const columns = ['bucket', ...Object.keys(keys), ...measures];
  const expressions = [
    "time_bucket(INTERVAL '5 seconds', created_at)",
    ...Object.values(keys),
    ...measures.map((measure) => measureOf(measure).fromUsages),
  ];
  return `INSERT INTO ${name} (${columns.join(', ')})
    SELECT ${expressions.join(', ')}
    FROM unnest($1::timestamptz[], $2::timestamptz[]) AS span (lower, upper)
    JOIN pattern_feedback ON created_at >= span.lower AND created_at < span.upper
    ${where ? `WHERE ${where}` : ''}
    GROUP BY ${[0, ...Object.keys(keys)].map((_, at) => at + 1).join(', ')}
    RETURNING *`;
};

/** Takes the watermark of the ticks for this transaction; there has to be one. */
export const LOCK_TICKS = `
  SELECT complete_from AS "completeFrom", watermark,
    (SELECT watermark FROM rollup_watermark WHERE level = 'minute') AS minutes
  FROM rollup_watermark WHERE level = 'tick' FOR UPDATE`;

/** Begins where the minutes end, once they have a watermark. */
export const BEGIN_TICKS = `
  INSERT INTO rollup_watermark (level, complete_from, watermark)
  SELECT 'tick', watermark, watermark FROM rollup_watermark WHERE level = 'minute'
  ON CONFLICT (level) DO NOTHING`;

/** Takes the notes of ticks before $1, whose ticks are then to be filled again: each tick once. */
export const TAKE_TICK_NOTES = `
  WITH taken AS (
    DELETE FROM rollup_invalidation WHERE level = 'tick' AND bucket < $1::timestamptz RETURNING bucket
  )
  SELECT DISTINCT bucket FROM taken ORDER BY bucket`;

/** Empties the ticks of the spans $1 to $2, which are counted anew, and those that are old, $3 being now. */
export const CLEAR_TICKS = `
  WITH ${[...TICKS.map(({ name }) => name), TOTAL]
    .map(
      (name) =>
        `cleared_${name} AS (
    DELETE FROM ${name} WHERE bucket < $3::timestamptz - INTERVAL '${KEPT}' OR EXISTS (
      SELECT FROM unnest($1::timestamptz[], $2::timestamptz[]) AS span (lower, upper)
      WHERE bucket >= span.lower AND bucket < span.upper)
  )`,
    )
    .join(', ')}
  SELECT`;

/** Counts the usages of the spans $1 to $2, on ticks and disjoint, into their ticks. */
export const FILL_TICKS = `
  WITH ${TICKS.map((tick) => `filled_${tick.name} AS (${fill(tick)})`).join(', ')}
  INSERT INTO ${TOTAL} (bucket, ${ALL.join(', ')})
  SELECT bucket, ${ALL.map((name) => `${measureOf(name).merge}(${name})`).join(', ')}
  FROM filled_usage_tick GROUP BY bucket`;

/** Trusts the ticks from $1 to $2. */
export const TRUST_TICKS = `
  UPDATE rollup_watermark SET complete_from = $1::timestamptz, watermark = $2::timestamptz WHERE level = 'tick'`;
