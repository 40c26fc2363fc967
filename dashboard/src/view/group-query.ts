import { filterQuery, rangeQuery, type Split, unknownQuery, type View } from './view.js';

/** Most groups that are shown by themselves; more cannot be told apart. */
export const MAX_GROUPS = 6;

type GroupQuery = ReturnType<typeof rangeQuery> &
  ReturnType<typeof filterQuery> &
  ReturnType<typeof unknownQuery> & { readonly pattern_id?: string; readonly group_by: Split };

/**
 * Which usages the view is of, in groups, as the API's parameters.
 * @param patternId null for all patterns that the view is of.
 */
export const groupQuery = (view: View, patternId: string | null, split: Split): GroupQuery => ({
  ...rangeQuery(view),
  ...filterQuery(patternId === null ? view : { ...view, patternType: null, nodeType: null }),
  ...unknownQuery(view),
  ...(patternId === null ? {} : { pattern_id: patternId }),
  group_by: split,
});

/** What a group is called: its value, or what usages do not have. */
export const groupName = (value: string | null, split: Split): string =>
  (value === '' ? '“”' : value) ??
  (split === 'version' ? 'No version' : `No ${split.slice('context.'.length)}`);
