import { contextKeyOf } from '../rollups/dimension.js';
import type { UsageFilter } from './usage-question.js';

/** Takes a value of an SQL type among a statement's and answers its placeholder. */
export type Parameter = (value: unknown, type: string) => string;

/** The values of a statement that is being written, and what hands out their placeholders. */
export const newParameters = (): { readonly values: unknown[]; readonly parameter: Parameter } => {
  const values: unknown[] = [];
  return { values, parameter: (value, type) => `$${values.push(value)}::${type}` };
};

/** The outcomes that a filter means, of single usages. */
export const outcomeConditions = (
  { outcomes, unknown }: Pick<UsageFilter, 'outcomes' | 'unknown'>,
  parameter: Parameter,
): string[] => {
  if (unknown === 'only') return ['success IS NULL'];
  if (outcomes) {
    const chosen = `outcome = ANY(${parameter([...outcomes], 'text[]')})`;
    return [unknown ? `(success IS NULL OR ${chosen})` : chosen];
  }
  return unknown ? [] : ['success IS NOT NULL'];
};

/** In SQL, what a usage has of a dimension. */
export const toldOf = (dimension: string, parameter: Parameter): string => {
  const key = contextKeyOf(dimension);
  return key === undefined ? 'version' : `context ->> ${parameter(key, 'text')}`;
};

/** What a filter asks of a usage by one dimension. */
export const dimensionCondition = (
  [name, value]: readonly [name: string, value: string],
  parameter: Parameter,
): string => `${toldOf(name, parameter)} = ${parameter(value, 'text')}`;

/** What a filter asks of a row of a rollup or a usage beside dimensions, as SQL conditions that are all to hold. */
export const filterConditions = (
  { patternIds, patternType, nodeType, outcomes }: UsageFilter,
  parameter: Parameter,
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
  return conditions;
};
