import { dimensionsOf } from './usage-question.js';
import { instant } from '../connection/instant.js';
import { levelsOf, rollupOf, USAGES } from '../rollups/catalogue.js';
import { VERSION } from '../rollups/dimension.js';
import type { SourcePlan } from '../rollups/rollup.plan.js';
import type { RollupLevel } from '../rollups/rollup-level.js';
import type { ActorQuestion } from './actor-question.js';
import { placeSql, type Select } from './place.sql.js';
import {
  dimensionCondition,
  filterConditions,
  newParameters,
  outcomeConditions,
  type Parameter,
  toldOf,
} from './usage-filter.sql.js';
import type { SqlStatement } from './usage-query.sql.js';

/** What a question is answered from: rollups, where they tell all that it asks. */
export const actorSource = ({
  key,
  dimension,
  filter = {},
}: ActorQuestion): { readonly levels: readonly RollupLevel[]; readonly isTotal: boolean } => {
  const { patternIds, patternType, nodeType, outcomes } = filter;
  const names = [...dimensionsOf(filter).map(([name]) => name), ...(key === 'dimension' ? [dimension] : [])];
  const isInRollups = outcomes === undefined && names.every((name) => name === VERSION);
  const isTotal = key !== 'pattern' && (patternIds ?? patternType ?? nodeType) === undefined;
  return { levels: isInRollups ? levelsOf('actor', isTotal) : [], isTotal };
};

const KNOWN = { none: ['is_known'], too: [], only: ['NOT is_known'] } as const;

/** Usages by slice, value of the key and actor. */
const selectOf = (question: ActorQuestion, starts: string, parameter: Parameter): Select => {
  const { key, dimension = VERSION, filter = {} } = question;
  const { isTotal } = actorSource(question);
  const value = key === 'dimension' ? toldOf(dimension, parameter) : 'NULL::text';
  const conditions = [
    ...filterConditions({ ...filter, outcomes: undefined }, parameter),
    ...dimensionsOf(filter).map((one) => dimensionCondition(one, parameter)),
  ];
  return (source, bounds) => {
    const isRaw = source === 'usage';
    const time = isRaw ? 'created_at' : 'bucket';
    const counted = isRaw ? outcomeConditions(filter, parameter) : KNOWN[filter.unknown ?? 'none'];
    return [
      `SELECT width_bucket(${time}, ${starts}) - 1 AS slice,`,
      `${key === 'pattern' ? 'pattern_id::text' : value} AS key, actor,`,
      `${isRaw ? 'count(*)' : 'sum(usages)'} AS usages`,
      `FROM ${isRaw ? USAGES : rollupOf('actor', source, isTotal)!.name}`,
      `WHERE ${[bounds.replaceAll('TIME', time), ...conditions, ...counted].join(' AND ')}`,
      'GROUP BY 1, 2, 3',
    ].join(' ');
  };
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
  const select = selectOf(question, starts, parameter);
  const places = plan.map((place) => placeSql(place, select, parameter));
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

/** From when on usages are kept; where only days tell of the oldest, from the first of them on. */
export const FIRST_KEPT = `
  SELECT CASE WHEN day < time_bucket(INTERVAL '1 day', usage) THEN day ELSE coalesce(usage, day) END AS first
  FROM (SELECT (SELECT min(created_at) FROM pattern_feedback) AS usage,
    (SELECT min(bucket) FROM actor_total_day) AS day) AS oldest`;
