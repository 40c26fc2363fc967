import { filterQuery, rangeQuery, type Split, type View } from './view.js';

/** Most groups that are shown by themselves; more cannot be told apart. */
export const MAX_GROUPS = 6;

type GroupQuery = ReturnType<typeof rangeQuery> &
  ReturnType<typeof filterQuery> & { readonly pattern_id?: string; readonly group_by: Split };

/**
 * Which usages the view is of, in groups, as the API's parameters.
 * @param patternId null for all patterns that the view is of.
 */
export const groupQuery = (view: View, patternId: string | null, split: Split): GroupQuery => ({
  ...rangeQuery(view),
  ...filterQuery(patternId === null ? view : { ...view, patternType: null, nodeType: null }),
  ...(patternId === null ? {} : { pattern_id: patternId }),
  group_by: split,
});

/** What usages have in common. */
export interface Group {
  /** Null of those that do not have it. */
  readonly value: string | null;
  /** Whether it is of all values that the server does not tell apart. */
  readonly is_other?: boolean;
}

export const isSameGroup = (a: Group, b: Group): boolean => a.value === b.value && a.is_other === b.is_other;

/** What a group is called: its value, or what usages do not have. */
export const groupName = ({ value, is_other: isOther }: Group, split: Split): string => {
  if (isOther === true) return 'All other values';
  if (value === '') return '“”';
  return value ?? (split === 'version' ? 'No version' : `No ${split.slice('context.'.length)}`);
};
