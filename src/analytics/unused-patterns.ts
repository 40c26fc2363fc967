import type { PatternRepository } from '../store/repositories/pattern.repository.js';

/** A pattern that was asked for, but not used. */
export interface UnusedPattern {
  readonly id: string;
  readonly name: string | null;
}

/** The patterns that a question names and its answer has nothing of, in the question's order. */
export const unusedPatterns = async (
  patterns: PatternRepository,
  asked: readonly string[] | undefined,
  used: Iterable<string>,
): Promise<UnusedPattern[]> => {
  const known = new Set(used);
  const unused = (asked ?? []).filter((id) => !known.has(id));
  if (unused.length === 0) return [];
  const names = await patterns.namesOf(unused);
  return unused.map((id) => ({ id, name: names.get(id) ?? null }));
};
