import type { TimeRange } from '../../common/time-range.js';
import { instant } from '../connection/instant.js';
import { USAGES } from '../rollups/catalogue.js';
import type { SourcePlan } from '../rollups/rollup.plan.js';
import type { ActorQuestion } from './actor-question.js';
import { filterConditions, newParameters, outcomeConditions, type Parameter } from './usage-filter.sql.js';
import type { SqlStatement } from './usage-query.sql.js';

/** Usages of a slice, a value of the key and an actor in some ranges, which are looked up one by one. */
const ofUsages = (
  ranges: readonly TimeRange[],
  select: string,
  conditions: string,
  parameter: Parameter,
): string => {
  const edges = (edge: 'from' | 'to'): string =>
    parameter(
      ranges.map((range) => instant(range[edge])),
      'timestamptz[]',
    );
  return `SELECT part.* FROM unnest(${edges('from')}, ${edges('to')}) AS span (lower, upper)
    CROSS JOIN LATERAL (
      SELECT ${select}, count(*) AS usages FROM ${USAGES}
      WHERE created_at >= span.lower AND created_at < span.upper ${conditions}
      GROUP BY 1, 2, 3) AS part`;
};

const KEYS = { pattern: 'pattern_id::text', context: undefined } as const;

/**
 * The statement for a part of a question's plan: a row a slice and value of the key that has usages.
 * @param isListed whether it answers the actors themselves, beside how many there are.
 */
export const actorSql = (
  { slices, key, contextKey = '', filter = {}, maxRows }: ActorQuestion,
  plan: readonly SourcePlan[],
  isListed: boolean,
): SqlStatement => {
  const { values, parameter } = newParameters();
  const starts = parameter(
    slices.map(({ from }) => instant(from)),
    'timestamptz[]',
  );
  const value = key && (KEYS[key] ?? `context ->> ${parameter(contextKey, 'text')}`);
  const select = (time: string): string =>
    `width_bucket(${time}, ${starts}) - 1 AS slice, ${value ?? 'NULL::text'} AS key, actor`;
  const conditions = [
    ...filterConditions({ ...filter, outcomes: undefined }, parameter),
    ...outcomeConditions(filter, parameter),
  ]
    .map((condition) => `AND ${condition}`)
    .join(' ');
  const places = plan.map(({ ranges }) => ofUsages(ranges, select('created_at'), conditions, parameter));
  const text = `
    SELECT slice, key, count(actor)::int AS actors, sum(usages)::double precision AS usages,
      coalesce(sum(usages) FILTER (WHERE actor IS NOT NULL), 0)::double precision AS told
      ${isListed ? ', json_agg(actor) FILTER (WHERE actor IS NOT NULL) AS names' : ''}
    FROM (
      SELECT slice, key, actor, sum(usages) AS usages FROM (${places.join(' UNION ALL ')}) AS place
      GROUP BY slice, key, actor
    ) AS used
    GROUP BY slice, key
    ${maxRows === undefined ? '' : `LIMIT ${parameter(maxRows + 1, 'int')}`}`;
  return { text, values };
};

/** From when on usages are kept. */
export const FIRST_KEPT = 'SELECT min(created_at) AS first FROM pattern_feedback';
