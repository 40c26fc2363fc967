/** What a pattern is, in a word. */
export type PatternType = string;

/** Types that every team may mean, the original's; the first of them that are listed. */
export const COMMON_TYPES: readonly PatternType[] = [
  'architectural',
  'quality',
  'performance',
  'security',
  'other',
];

export const isPatternType = (text: string): boolean => /^[a-z][a-z0-9_-]{0,63}$/.test(text);
