import type { UsageFilter } from './usage-question.js';

/**
 * What a filter asks of a row, as SQL conditions that are all to hold.
 * @param parameter takes a value of an SQL type among the statement's and answers its placeholder.
 */
export const filterConditions = (
  { patternIds, patternType, nodeType, outcomes, context = {} }: UsageFilter,
  parameter: (value: unknown, type: string) => string,
): string[] => {
  const conditions: string[] = [];
  if (patternIds) {
    conditions.push(
      patternIds.length === 1
        ? `pattern_id = ${parameter(patternIds[0], 'uuid')}`
        : `pattern_id = ANY(${parameter([...patternIds], 'uuid[]')})`,
    );
  }
  const ofPattern = [
    ...(patternType ? [`coalesce(type, 'other') = ${parameter(patternType, 'text')}`] : []),
    ...(nodeType ? [`node_type = ${parameter(nodeType, 'text')}`] : []),
  ];
  if (ofPattern.length > 0)
    conditions.push(`pattern_id IN (SELECT id FROM patterns WHERE ${ofPattern.join(' AND ')})`);
  if (outcomes) conditions.push(`outcome = ANY(${parameter([...outcomes], 'text[]')})`);
  for (const [key, value] of Object.entries(context)) {
    conditions.push(`context ->> ${parameter(key, 'text')} = ${parameter(value, 'text')}`);
  }
  return conditions;
};
