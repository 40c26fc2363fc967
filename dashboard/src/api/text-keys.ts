/** Most keys that are proposed. */
const MAX_KEYS = 12;
/** The longest key that the API groups by. */
const MAX_LENGTH = 64;

/** Keys with a text under them in the contexts of usages, the most frequent first. */
export const textKeys = (contexts: readonly Readonly<Record<string, unknown>>[]): string[] => {
  const counts = new Map<string, number>();
  for (const context of contexts) {
    for (const [key, value] of Object.entries(context)) {
      if (typeof value !== 'string' || key === '' || key.length > MAX_LENGTH) continue;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort(([a, first], [b, second]) => second - first || (a < b ? -1 : 1))
    .slice(0, MAX_KEYS)
    .map(([key]) => key);
};
