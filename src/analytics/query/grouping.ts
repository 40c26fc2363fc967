const CONTEXT = 'context.';

/** What an answer is broken down by: patterns, or the values of a key of the context. */
export interface Grouping {
  readonly key: 'pattern' | 'context';
  /** That key; undefined by pattern. */
  readonly contextKey: string | undefined;
}

/** What group_by asks for; by pattern where it names no key of the context. */
export const groupingOf = ({ group_by }: { readonly group_by?: string }): Grouping =>
  group_by?.startsWith(CONTEXT)
    ? { key: 'context', contextKey: group_by.slice(CONTEXT.length) }
    : { key: 'pattern', contextKey: undefined };
