import { type NodeType, type Outcome, type PatternType, UNKNOWN } from '../../common/pattern-terms.js';
import type { TimeRange } from '../../common/time-range.js';
import { levelsOf, type RollupFamily } from '../rollups/catalogue.js';
import type { RollupLevel } from '../rollups/rollup-level.js';
import { isCostMeasure, type MeasureName } from '../rollups/usage-measures.js';

/** Which usages a question is about; all whose outcome is known where nothing is said. */
export interface UsageFilter {
  /** Only these patterns; at least one. */
  readonly patternIds?: readonly string[];
  readonly patternType?: PatternType;
  readonly nodeType?: NodeType;
  readonly outcomes?: readonly Outcome[];
  /** Usages of unknown outcome, which are counted apart as `unknowns`: meant too, or they alone. */
  readonly unknown?: 'too' | 'only';
  /** Top-level keys of the context and the text of their values. */
  readonly context?: Readonly<Record<string, string>>;
}

/** What an answer can be broken down by. */
export type UsageKey = 'pattern' | 'outcome' | 'quality_bin' | 'latency_bin' | 'error' | 'context';

/**
 * A question about usages: measures for each slice of time and each value of the keys. Where one of the measures is of costs,
 * it is about the usages that tell any, of known and unknown outcome, and by pattern, outcome and context alone.
 */
export interface UsageQuestion<M extends MeasureName> {
  /** Half-open, milliseconds, ascending and disjoint. */
  readonly slices: readonly TimeRange[];
  readonly measures: readonly M[];
  /** `['pattern']` where it is left out; none for all usages together. */
  readonly keys?: readonly UsageKey[];
  /** The context's key that the key `context` stands for. */
  readonly contextKey?: string;
  readonly filter?: UsageFilter;
  /** Gives up where the answer is made of more rows than this. */
  readonly maxRows?: number;
}

/** What has to be asked to answer a question for the most used patterns and for all together. */
export interface MostUsedQuestions<M extends MeasureName> {
  /** Each pattern's usages over all slices. */
  readonly ranking: UsageQuestion<'usages'>;
  /** Each pattern by slice. */
  readonly patterns: UsageQuestion<M>;
  /** All patterns together by slice. */
  readonly all: UsageQuestion<M>;
}

/** Where the answer to a question can be found. */
export interface UsageSource {
  readonly family: RollupFamily;
  /** The rollups that can answer it, finest first; none where only the usages themselves can. */
  readonly levels: readonly RollupLevel[];
  /** Whether rollups of all patterns together can. */
  readonly isTotal: boolean;
}

const familyFor = (
  keys: readonly UsageKey[],
  filter: UsageFilter,
  measures: readonly MeasureName[],
): RollupFamily => {
  if (measures.some(isCostMeasure)) return 'cost';
  if (filter.unknown === 'only') return 'unknown';
  if (keys.includes('latency_bin')) return 'latency';
  if (keys.includes('error')) return 'error';
  const isByOutcome = keys.includes('quality_bin') || keys.includes('outcome') || filter.outcomes;
  return isByOutcome ? 'quality' : 'usage';
};

/** Whether a question is about what usages cost and saved. */
export const isOfCosts = <M extends MeasureName>({ measures }: Pick<UsageQuestion<M>, 'measures'>): boolean =>
  measures.some(isCostMeasure);

/** A filter of costs, where an unknown outcome is one among the others. */
export const costFilter = ({ unknown, ...filter }: UsageFilter): UsageFilter => {
  if (unknown === 'only') return { ...filter, outcomes: [UNKNOWN] };
  return unknown && filter.outcomes ? { ...filter, outcomes: [...filter.outcomes, UNKNOWN] } : filter;
};

/** Chooses the rollups for a question by its keys, its filter and its measures. */
export const rollupsFor = <M extends MeasureName>({
  keys = ['pattern'],
  filter = {},
  measures,
}: Pick<UsageQuestion<M>, 'keys' | 'filter' | 'measures'>): UsageSource => {
  const family = familyFor(keys, filter, measures);
  const { patternIds, patternType, nodeType, outcomes, context } = filter;
  const isOfPatterns = patternIds ?? patternType ?? nodeType;
  const isTotal = !keys.includes('pattern') && isOfPatterns === undefined;
  const hasContext = keys.includes('context') || Object.keys(context ?? {}).length > 0;
  const isByErrorAndOutcome = family === 'error' && (outcomes !== undefined || keys.includes('outcome'));
  return { family, isTotal, levels: hasContext || isByErrorAndOutcome ? [] : levelsOf(family, isTotal) };
};
