import { dimensionsOf } from './usage-question.js';
import type { TimeRange } from '../../common/time-range.js';
import { instant } from '../connection/instant.js';
import { rollupOf, USAGES } from '../rollups/catalogue.js';
import { VERSION } from '../rollups/dimension.js';
import type { SourcePlan } from '../rollups/rollup.plan.js';
import type { RollupLevel } from '../rollups/rollup-level.js';
import type { ActorQuestion } from './actor-question.js';
import {
  dimensionCondition,
  filterConditions,
  newParameters,
  outcomeConditions,
  type Parameter,
  toldOf,
} from './usage-filter.sql.js';
import type { SqlStatement } from './usage-query.sql.js';

/** What a question is answered from: days, where they tell all that it asks. */
export const actorSource = ({
  key,
  dimension,
  filter = {},
}: ActorQuestion): { readonly levels: readonly RollupLevel[]; readonly isTotal: boolean } => {
  const { patternIds, patternType, nodeType, outcomes } = filter;
  const names = [...dimensionsOf(filter).map(([name]) => name), ...(key === 'dimension' ? [dimension] : [])];
  const isInDays = outcomes === undefined && names.every((name) => name === VERSION);
  const isTotal = key !== 'pattern' && (patternIds ?? patternType ?? nodeType) === undefined;
  return { levels: isInDays ? ['day'] : [], isTotal };
};

/** A place to read from. */
interface Place {
  readonly relation: string;
  readonly time: string;
  readonly usages: string;
  readonly key: string;
  readonly conditions: readonly string[];
}

const KNOWN = { none: ['is_known'], too: [], only: ['NOT is_known'] } as const;

const placeOf = (source: SourcePlan['source'], question: ActorQuestion, parameter: Parameter): Place => {
  const { key, dimension, filter = {} } = question;
  const value = key === 'dimension' ? toldOf(dimension ?? VERSION, parameter) : undefined;
  const common = {
    key: key === 'pattern' ? 'pattern_id::text' : (value ?? 'NULL::text'),
    conditions: [
      ...filterConditions({ ...filter, outcomes: undefined }, parameter),
      ...dimensionsOf(filter).map((one) => dimensionCondition(one, parameter)),
    ],
  };
  return source === 'day'
    ? {
        ...common,
        relation: rollupOf('actor', 'day', actorSource(question).isTotal)!.name,
        time: 'bucket',
        usages: 'sum(usages)',
        conditions: [...common.conditions, ...KNOWN[filter.unknown ?? 'none']],
      }
    : {
        ...common,
        relation: USAGES,
        time: 'created_at',
        usages: 'count(*)',
        conditions: [...common.conditions, ...outcomeConditions(filter, parameter)],
      };
};

/** Usages of a slice, a value of the key and an actor in some ranges, which are looked up one by one. */
const usagesIn = (
  ranges: readonly TimeRange[],
  { relation, time, usages, key, conditions }: Place,
  starts: string,
  parameter: Parameter,
): string => {
  const edges = (edge: 'from' | 'to'): string =>
    parameter(
      ranges.map((range) => instant(range[edge])),
      'timestamptz[]',
    );
  return `SELECT part.* FROM unnest(${edges('from')}, ${edges('to')}) AS span (lower, upper)
    CROSS JOIN LATERAL (
      SELECT width_bucket(${time}, ${starts}) - 1 AS slice, ${key} AS key, actor, ${usages} AS usages
      FROM ${relation}
      WHERE ${[`${time} >= span.lower`, `${time} < span.upper`, ...conditions].join(' AND ')}
      GROUP BY 1, 2, 3) AS part`;
};

/**
 * The statement for a part of a question's plan: a row a slice and value of the key that has usages.
 * @param isListed whether it answers the actors themselves, beside how many there are.
 */
export const actorSql = (
  question: ActorQuestion,
  plan: readonly SourcePlan[],
  isListed: boolean,
): SqlStatement => {
  const { slices, maxRows } = question;
  const { values, parameter } = newParameters();
  const starts = parameter(
    slices.map(({ from }) => instant(from)),
    'timestamptz[]',
  );
  const places = plan.map(({ source, ranges }) =>
    usagesIn(ranges, placeOf(source, question, parameter), starts, parameter),
  );
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

/** From when on usages are kept, one by one or by day. */
export const FIRST_KEPT = `
  SELECT least(
    (SELECT min(created_at) FROM pattern_feedback), (SELECT min(bucket) FROM actor_total_day)) AS first`;
