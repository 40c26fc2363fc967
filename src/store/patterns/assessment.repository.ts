import type { DataSource } from 'typeorm';
import type { NodeType, PatternType } from '../../common/pattern-terms.js';
import { onStore } from '../connection/store-error.js';

/** How something changes from day to day. */
export interface StoredChange {
  readonly direction: string;
  /** Per day. */
  readonly velocity: number;
  /** Null where there are too few days to tell. */
  readonly pValue: number | null;
  readonly days: number;
  /** The last days against those before; null where it does not change. */
  readonly shift: {
    readonly days: number;
    /** The mean of these days, and of those before. */
    readonly mean: number;
    readonly before: number;
  } | null;
}

/** How well a pattern works and where it is going. Rates and qualities are 0..1. */
export interface StoredAssessment {
  readonly patternId: string;
  /** Milliseconds since 1970 UTC. */
  readonly computedAt: number;
  readonly rangeHours: number;
  readonly usages: number;
  readonly successes: number;
  readonly score: number;
  readonly confidence: number;
  readonly recommendation: string;
  readonly successLower: number;
  readonly successUpper: number;
  readonly averageQuality: number | null;
  readonly success: StoredChange;
  readonly quality: StoredChange;
}

/** What is known of a pattern beside its usages. */
export interface AssessedPattern {
  readonly id: string;
  readonly name: string | null;
  readonly type: PatternType | null;
  readonly nodeType: NodeType | null;
}

export interface AssessmentFilter {
  readonly recommendations?: readonly string[];
  readonly patternType?: PatternType;
  readonly nodeType?: NodeType;
  /** Only those whose success or quality is decreasing, or only the others. */
  readonly isGettingWorse?: boolean;
}

/** A pattern that does better than another one which it could replace. */
export interface AlternativeRow {
  /** The pattern that it could replace. */
  readonly forId: string;
  readonly pattern: AssessedPattern;
  readonly assessment: StoredAssessment;
  readonly sharedTags: readonly string[];
}

interface Row {
  readonly for_id?: string;
  readonly pattern_id: string;
  readonly computed_at: Date;
  readonly range_hours: number;
  readonly usages: number;
  readonly successes: number;
  readonly score: number;
  readonly confidence: number;
  readonly recommendation: string;
  readonly success_lower: number;
  readonly success_upper: number;
  readonly average_quality: number | null;
  readonly success_direction: string;
  readonly success_velocity: number;
  readonly success_p: number | null;
  readonly success_days: number;
  readonly success_shift_days: number | null;
  readonly success_shift_mean: number | null;
  readonly success_shift_before: number | null;
  readonly quality_direction: string;
  readonly quality_velocity: number;
  readonly quality_p: number | null;
  readonly quality_days: number;
  readonly quality_shift_days: number | null;
  readonly quality_shift_mean: number | null;
  readonly quality_shift_before: number | null;
  readonly name: string | null;
  readonly type: PatternType | null;
  readonly node_type: NodeType | null;
  readonly shared_tags?: readonly string[];
}

/** Every column with its type and what goes into it. */
const COLUMNS: Readonly<Record<string, readonly [type: string, of: (one: StoredAssessment) => unknown]>> = {
  pattern_id: ['uuid', (one) => one.patternId],
  computed_at: ['timestamptz', (one) => new Date(one.computedAt).toISOString()],
  range_hours: ['integer', (one) => one.rangeHours],
  usages: ['bigint', (one) => one.usages],
  successes: ['bigint', (one) => one.successes],
  score: ['double precision', (one) => one.score],
  confidence: ['double precision', (one) => one.confidence],
  recommendation: ['text', (one) => one.recommendation],
  success_lower: ['double precision', (one) => one.successLower],
  success_upper: ['double precision', (one) => one.successUpper],
  average_quality: ['double precision', (one) => one.averageQuality],
  success_direction: ['text', (one) => one.success.direction],
  success_velocity: ['double precision', (one) => one.success.velocity],
  success_p: ['double precision', (one) => one.success.pValue],
  success_days: ['integer', (one) => one.success.days],
  success_shift_days: ['integer', (one) => one.success.shift?.days],
  success_shift_mean: ['double precision', (one) => one.success.shift?.mean],
  success_shift_before: ['double precision', (one) => one.success.shift?.before],
  quality_direction: ['text', (one) => one.quality.direction],
  quality_velocity: ['double precision', (one) => one.quality.velocity],
  quality_p: ['double precision', (one) => one.quality.pValue],
  quality_days: ['integer', (one) => one.quality.days],
  quality_shift_days: ['integer', (one) => one.quality.shift?.days],
  quality_shift_mean: ['double precision', (one) => one.quality.shift?.mean],
  quality_shift_before: ['double precision', (one) => one.quality.shift?.before],
};

const INSERT = `
  INSERT INTO pattern_assessment (${Object.keys(COLUMNS).join(', ')})
  SELECT * FROM unnest(${Object.values(COLUMNS)
    .map(([type], at) => `$${at + 1}::${type}[]`)
    .join(', ')})`;

/** Counts as numbers that the driver does not hand over as text. */
const SELECTED = Object.entries(COLUMNS)
  .map(([name, [type]]) => `one.${name}${type === 'bigint' ? `::double precision AS ${name}` : ''}`)
  .join(', ');

const FOUND = `
  FROM pattern_assessment AS one LEFT JOIN patterns AS pattern ON pattern.id = one.pattern_id
  WHERE ($1::text[] IS NULL OR one.recommendation = ANY($1::text[]))
    AND ($2::text IS NULL OR coalesce(pattern.type, 'other') = $2)
    AND ($3::text IS NULL OR pattern.node_type = $3)
    AND ($4::boolean IS NULL
      OR $4 = ('decreasing' IN (one.success_direction, one.quality_direction)))`;

/** The best first, or those that failed most often. */
export const ASSESSMENT_ORDERS = ['score', 'failures'] as const;
export type AssessmentOrder = (typeof ASSESSMENT_ORDERS)[number];

const pageBy = (order: string): string => `
  SELECT ${SELECTED}, pattern.name, pattern.type, pattern.node_type ${FOUND}
  ORDER BY ${order} DESC, one.pattern_id LIMIT $5::int OFFSET $6::int`;

const PAGES: Readonly<Record<AssessmentOrder, string>> = {
  score: pageBy('one.score'),
  failures: pageBy('one.usages - one.successes'),
};

const COUNT = `
  SELECT count(*)::int AS total, (SELECT max(computed_at) FROM pattern_assessment) AS computed_at ${FOUND}`;

/**
 * Patterns that could stand in for one: of the same type or node type where it has any, sharing a tag
 * where it has tags; and which succeed more often, so surely that the lower end of their interval is
 * above its rate. None that is getting worse itself or not recommended.
 */
const ALTERNATIVES = `
  SELECT own.pattern_id AS for_id, better.*
  FROM unnest($1::uuid[], $2::double precision[]) AS own (pattern_id, success_rate)
  JOIN patterns AS mine ON mine.id = own.pattern_id
  CROSS JOIN LATERAL (
    SELECT ${SELECTED}, pattern.name, pattern.type, pattern.node_type,
      ARRAY(SELECT unnest(pattern.tags) INTERSECT SELECT unnest(mine.tags) ORDER BY 1) AS shared_tags
    FROM pattern_assessment AS one JOIN patterns AS pattern ON pattern.id = one.pattern_id
    WHERE one.pattern_id <> own.pattern_id AND one.success_lower > own.success_rate
      AND coalesce(mine.type, mine.node_type, mine.tags[1]) IS NOT NULL
      AND (coalesce(mine.type, mine.node_type) IS NULL
        OR pattern.type = mine.type OR pattern.node_type = mine.node_type)
      AND (cardinality(mine.tags) = 0 OR pattern.tags && mine.tags)
      AND one.recommendation <> 'not_recommended'
      AND 'decreasing' NOT IN (one.success_direction, one.quality_direction)
    ORDER BY one.success_lower DESC, one.pattern_id LIMIT $3::int
  ) AS better`;

const shiftOf = (days: number | null, mean: number | null, before: number | null): StoredChange['shift'] =>
  days === null ? null : { days, mean: mean!, before: before! };

const toAssessment = (row: Row): StoredAssessment => ({
  patternId: row.pattern_id,
  computedAt: row.computed_at.getTime(),
  rangeHours: row.range_hours,
  usages: row.usages,
  successes: row.successes,
  score: row.score,
  confidence: row.confidence,
  recommendation: row.recommendation,
  successLower: row.success_lower,
  successUpper: row.success_upper,
  averageQuality: row.average_quality,
  success: {
    direction: row.success_direction,
    velocity: row.success_velocity,
    pValue: row.success_p,
    days: row.success_days,
    shift: shiftOf(row.success_shift_days, row.success_shift_mean, row.success_shift_before),
  },
  quality: {
    direction: row.quality_direction,
    velocity: row.quality_velocity,
    pValue: row.quality_p,
    days: row.quality_days,
    shift: shiftOf(row.quality_shift_days, row.quality_shift_mean, row.quality_shift_before),
  },
});

const toPattern = (row: Row): AssessedPattern => ({
  id: row.pattern_id,
  name: row.name,
  type: row.type,
  nodeType: row.node_type,
});

/** What was last computed of how well patterns work. */
export class AssessmentRepository {
  constructor(private readonly store: DataSource) {}

  /** Puts these in the place of all that were there. */
  async replace(assessments: readonly StoredAssessment[]): Promise<void> {
    const columns = Object.values(COLUMNS).map(([, of]) => assessments.map(of));
    await onStore(() =>
      this.store.transaction(async (transaction) => {
        // Deleted rows would pile up in a store that has no vacuum running.
        await transaction.query('TRUNCATE pattern_assessment');
        await transaction.query(INSERT, columns);
      }),
    );
  }

  async page(
    filter: AssessmentFilter,
    order: AssessmentOrder,
    limit: number,
    offset: number,
  ): Promise<{ readonly pattern: AssessedPattern; readonly assessment: StoredAssessment }[]> {
    const values = [...this.values(filter), limit, offset];
    const rows = await onStore(() => this.store.query<Row[]>(PAGES[order], values));
    return rows.map((row) => ({ pattern: toPattern(row), assessment: toAssessment(row) }));
  }

  /** How many pass the filter, and when the youngest of all was computed (milliseconds; null without any). */
  async count(
    filter: AssessmentFilter,
  ): Promise<{ readonly total: number; readonly computedAt: number | null }> {
    const rows = await onStore(() =>
      this.store.query<[{ total: number; computed_at: Date | null }]>(COUNT, this.values(filter)),
    );
    return { total: rows[0].total, computedAt: rows[0].computed_at?.getTime() ?? null };
  }

  /**
   * Up to `limit` better patterns for each of these, surest first.
   * @param rates their success rates, 0..1.
   */
  async alternatives(
    patternIds: readonly string[],
    rates: readonly number[],
    limit: number,
  ): Promise<AlternativeRow[]> {
    const rows = await onStore(() => this.store.query<Row[]>(ALTERNATIVES, [patternIds, rates, limit]));
    return rows.map((row) => ({
      forId: row.for_id!,
      pattern: toPattern(row),
      assessment: toAssessment(row),
      sharedTags: row.shared_tags!,
    }));
  }

  private values(filter: AssessmentFilter): unknown[] {
    const { recommendations, patternType, nodeType, isGettingWorse } = filter;
    return [recommendations ?? null, patternType ?? null, nodeType ?? null, isGettingWorse ?? null];
  }
}
