/** How a measure is read from single usages and from rollups, and how its parts are merged. */
interface Measure {
  readonly fromUsages: string;
  /** From rows of these families, by whose keys it is told: they have no column of its name. */
  readonly from?: Readonly<Partial<Record<'quality' | 'dimension', string>>>;
  readonly merge: 'sum' | 'min' | 'max';
  /** A sum of whole numbers, of which PostgreSQL would make a numeric. */
  readonly isWhole?: boolean;
  /** A time is handed over in milliseconds since 1970. */
  readonly isTime?: boolean;
}

const byOutcome = (sql: string): Measure['from'] => ({ quality: sql, dimension: sql });

const outcomes = (name: string): Measure => ({
  fromUsages: `count(*) FILTER (WHERE outcome = '${name}')`,
  from: byOutcome(`sum(usages) FILTER (WHERE outcome = '${name}')`),
  merge: 'sum',
  isWhole: true,
});
const whole = (fromUsages: string): Measure => ({ fromUsages, merge: 'sum', isWhole: true });

const column = (merge: Measure['merge'], fromUsages: string): Measure => ({ fromUsages, merge });

/** The measures a usage query can ask for; quality is 0..1, execution times are milliseconds. */
export const MEASURES = {
  usages: whole('count(*)'),
  successes: {
    fromUsages: 'count(*) FILTER (WHERE success)',
    from: byOutcome("sum(usages) FILTER (WHERE outcome IN ('success', 'partial_success'))"),
    merge: 'sum',
    isWhole: true,
  },
  success_outcomes: outcomes('success'),
  partial_success_outcomes: outcomes('partial_success'),
  failure_outcomes: outcomes('failure'),
  error_outcomes: outcomes('error'),
  quality_count: {
    fromUsages: 'count(quality_score)',
    from: { quality: 'sum(usages) FILTER (WHERE bin IS NOT NULL)' },
    merge: 'sum',
    isWhole: true,
  },
  quality_sum: column('sum', 'sum(quality_score)'),
  quality_sum_squares: column('sum', 'sum(quality_score * quality_score)'),
  quality_min: column('min', 'min(quality_score)'),
  quality_max: column('max', 'max(quality_score)'),
  execution_count: whole('count(execution_time_ms)'),
  execution_sum: whole('sum(execution_time_ms)'),
  execution_sum_squares: column('sum', 'sum(execution_time_ms::double precision * execution_time_ms)'),
  execution_min: column('min', 'min(execution_time_ms)'),
  execution_max: column('max', 'max(execution_time_ms)'),
  // Of the family cost.
  cost_count: whole('count(cost_usd)'),
  cost_sum: column('sum', 'sum(cost_usd)'),
  cost_successes: {
    fromUsages: 'count(*) FILTER (WHERE success AND cost_usd IS NOT NULL)',
    from: { dimension: "sum(cost_count) FILTER (WHERE outcome IN ('success', 'partial_success'))" },
    merge: 'sum',
    isWhole: true,
  },
  input_tokens_count: whole('count(input_tokens)'),
  input_tokens_sum: column('sum', 'sum(input_tokens::double precision)'),
  output_tokens_count: whole('count(output_tokens)'),
  output_tokens_sum: column('sum', 'sum(output_tokens::double precision)'),
  tokens_count: whole('count(coalesce(input_tokens, output_tokens))'),
  time_saved_count: whole('count(time_saved_seconds)'),
  time_saved_sum: column('sum', 'sum(time_saved_seconds)'),
  first_used: { fromUsages: 'min(created_at)', merge: 'min', isTime: true },
  last_used: { fromUsages: 'max(created_at)', merge: 'max', isTime: true },
} as const satisfies Readonly<Record<string, Measure>>;

export type MeasureName = keyof typeof MEASURES;

/** The measures by what is common to them. */
export const measureOf = (name: MeasureName): Measure => MEASURES[name];

/** What usages cost and saved, which only those tell that report it. */
export const COST_MEASURES = [
  'cost_count',
  'cost_sum',
  'cost_successes',
  'input_tokens_count',
  'input_tokens_sum',
  'output_tokens_count',
  'output_tokens_sum',
  'tokens_count',
  'time_saved_count',
  'time_saved_sum',
] as const satisfies readonly MeasureName[];

export type CostMeasure = (typeof COST_MEASURES)[number];

export const isCostMeasure = (name: MeasureName): name is CostMeasure =>
  (COST_MEASURES as readonly MeasureName[]).includes(name);

/** How often a measure's value is null where there are usages: never, it counts then. */
export const isCount = (name: MeasureName): boolean => measureOf(name).merge === 'sum' && !/_sum/.test(name);
