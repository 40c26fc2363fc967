/** What came of a usage; success and partial_success count as success. */
export const KNOWN_OUTCOMES = ['success', 'failure', 'partial_success', 'error'] as const;
export type KnownOutcome = (typeof KNOWN_OUTCOMES)[number];

/** An outcome that is not known (yet): the usage is counted, and is in no rate, score, trend or comparison. */
export const UNKNOWN = 'unknown';
export const OUTCOMES = [...KNOWN_OUTCOMES, UNKNOWN] as const;
export type Outcome = (typeof OUTCOMES)[number];

export const SENTIMENTS = ['positive', 'neutral', 'negative'] as const;
export type Sentiment = (typeof SENTIMENTS)[number];

/** What a pattern is: any word, such as skill, prompt, agent, tool, command, workflow, template, component or flag. */
export type PatternType = string;

/** The longest pattern type, in characters. */
export const MAX_TYPE_LENGTH = 64;
export const PATTERN_TYPE = new RegExp(`^[a-z][a-z0-9_-]{0,${MAX_TYPE_LENGTH - 1}}$`);

/** The types that the original has, which come first where types are listed. */
export const ORIGINAL_TYPES = ['architectural', 'quality', 'performance', 'security', 'other'] as const;

export const NODE_TYPES = ['effect', 'compute', 'reducer', 'orchestrator'] as const;
export type NodeType = (typeof NODE_TYPES)[number];

/**
 * Who said what a pattern is: usages alone; a scan, which says it anew when it runs again; or somebody,
 * whom no scan overrules unasked.
 */
export const DESCRIBERS = ['usage', 'scan', 'person'] as const;
export type Describer = (typeof DESCRIBERS)[number];

/** The longest version of a pattern, its longest description and its longest tag, in characters. */
export const MAX_VERSION_LENGTH = 128;
export const MAX_DESCRIPTION_LENGTH = 4000;
export const MAX_TAG_LENGTH = 64;
export const MAX_TAGS = 50;

/** The most patterns that one request registers. */
export const MAX_REGISTRATIONS = 1000;

/** Where a pattern is in its life, as people say; one that nobody said anything of is active. */
export const PATTERN_STATES = ['draft', 'active', 'deprecated', 'retired'] as const;
export type PatternState = (typeof PATTERN_STATES)[number];

/** The longest execution time: the database keeps it as a 32-bit integer (24.8 days). */
export const MAX_EXECUTION_TIME_MS = 2_147_483_647;

/** Whether a usage with this outcome counts as a success; null where that is not known. */
export const isSuccess = (outcome: Outcome): boolean | null =>
  outcome === UNKNOWN ? null : outcome === 'success' || outcome === 'partial_success';

/** How a pattern is shown: its name, or `pattern_` and the start of its id where it has none. */
export const displayName = (id: string, name: string | null): string => name ?? `pattern_${id.slice(0, 8)}`;

const placeOf = (type: PatternType): number => {
  const place = (ORIGINAL_TYPES as readonly string[]).indexOf(type);
  return place < 0 ? ORIGINAL_TYPES.length : place;
};

/** Counts by type as an object, the original's types first and then by the alphabet. */
export const countsByType = (counts: ReadonlyMap<PatternType, number>): Record<PatternType, number> =>
  Object.fromEntries([...counts].sort(([a], [b]) => placeOf(a) - placeOf(b) || (a < b ? -1 : 1)));

/** The type a pattern is counted and found under: its own, or other where it has none. */
export const displayType = (type: PatternType | null): PatternType => type ?? 'other';
