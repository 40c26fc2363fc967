import { isDimension } from '../../store/rollups/dimension.js';

/** What an answer is broken down by: patterns, or the values of a dimension. */
export interface Grouping {
  readonly key: 'pattern' | 'dimension';
  /** version or context.<key>; undefined by pattern. */
  readonly dimension: string | undefined;
}

/** What group_by asks for; by pattern where it names no dimension. */
export const groupingOf = ({ group_by }: { readonly group_by?: string }): Grouping =>
  group_by !== undefined && isDimension(group_by)
    ? { key: 'dimension', dimension: group_by }
    : { key: 'pattern', dimension: undefined };
