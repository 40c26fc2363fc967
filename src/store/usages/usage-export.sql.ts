import type { TimeRange } from '../../common/time-range.js';
import { USAGE_FIELD_NAMES } from '../../common/usage-fields.js';
import { instant } from '../connection/instant.js';
import { readColumn } from './usage-columns.js';
import {
  dimensionCondition,
  filterConditions,
  newParameters,
  outcomeConditions,
} from './usage-filter.sql.js';
import type { SqlStatement } from './usage-query.sql.js';
import { dimensionsOf, type UsageFilter } from './usage-question.js';

const COLUMNS = USAGE_FIELD_NAMES.map(readColumn).join(', ');

/** A page of usages by the primary key: what lies before it is neither read nor sorted. */
export const usageExportSql = (
  { from, to }: TimeRange,
  filter: UsageFilter,
  after: { readonly createdAt: number; readonly id: string } | undefined,
  limit: number,
): SqlStatement => {
  const { values, parameter } = newParameters();
  // Said of the time alone as well, so that chunks before it are left alone.
  const first = instant(Math.max(from, after?.createdAt ?? -Infinity));
  const conditions = [
    `created_at >= ${parameter(first, 'timestamptz')}`,
    `created_at < ${parameter(instant(to), 'timestamptz')}`,
    ...(after
      ? [
          `(created_at, id) > (${parameter(instant(after.createdAt), 'timestamptz')}, ${parameter(after.id, 'uuid')})`,
        ]
      : []),
    ...filterConditions({ ...filter, outcomes: undefined }, parameter),
    ...dimensionsOf(filter).map((one) => dimensionCondition(one, parameter)),
    ...outcomeConditions(filter, parameter),
  ];
  const text = `SELECT page.*, known.name AS pattern_name, known.type AS pattern_type, known.node_type
    FROM (SELECT ${COLUMNS} FROM pattern_feedback
    WHERE ${conditions.join(' AND ')}
    ORDER BY pattern_feedback.created_at, pattern_feedback.id LIMIT ${parameter(limit, 'int')}) AS page
    LEFT JOIN patterns AS known ON known.id = page.pattern_id
    ORDER BY page.created_at, page.id`;
  return { text, values };
};
