const CONTEXT = 'context.';

/** What an answer is broken down by: patterns, or the values of a key of the context. */
export interface AskedGroup {
  readonly key: 'pattern' | 'context';
  /** That key; undefined by pattern. */
  readonly contextKey: string | undefined;
}

/** What group_by asks for; by pattern where it names no key of the context. */
export const askedGroup = ({ group_by }: { readonly group_by?: string }): AskedGroup =>
  group_by?.startsWith(CONTEXT)
    ? { key: 'context', contextKey: group_by.slice(CONTEXT.length) }
    : { key: 'pattern', contextKey: undefined };

/** Tells a pattern or value from all others: a pattern's id, or the value's JSON. */
export const identityOf = ({
  pattern_id,
  context,
}: {
  readonly pattern_id: string;
  readonly context?: string | null;
}): string => (pattern_id === '' ? JSON.stringify(context ?? null) : pattern_id);
