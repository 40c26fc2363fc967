import { type NodeType, type Outcome, type PatternType, UNKNOWN } from '../../common/pattern-terms.js';
import type { TimeRange } from '../../common/time-range.js';
import { levelsOf, type RollupFamily } from '../rollups/catalogue.js';
import type { RollupLevel } from '../rollups/rollup-level.js';
import { contextDimension, MAX_VALUE_LENGTH, VERSION } from '../rollups/dimension.js';
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
  readonly version?: string;
  /** Top-level keys of the context and the text of their values. */
  readonly context?: Readonly<Record<string, string>>;
}

/** The dimensions that a filter asks for a value of. */
export const dimensionsOf = ({ version, context = {} }: UsageFilter): [name: string, value: string][] => [
  ...(version === undefined ? [] : [[VERSION, version] as [string, string]]),
  ...Object.entries(context).map(([key, value]): [string, string] => [contextDimension(key), value]),
];

/** What an answer can be broken down by. */
export type UsageKey = 'pattern' | 'outcome' | 'quality_bin' | 'latency_bin' | 'error' | 'dimension';

/**
 * A question about usages: measures for each slice of time and each value of the keys. Where one of the measures is of costs,
 * it is about the usages that tell any, of known and unknown outcome, and by pattern, outcome and dimension alone.
 */
export interface UsageQuestion<M extends MeasureName> {
  /** Half-open, milliseconds, ascending and disjoint. */
  readonly slices: readonly TimeRange[];
  readonly measures: readonly M[];
  /** `['pattern']` where it is left out; none for all usages together. */
  readonly keys?: readonly UsageKey[];
  /** The dimension that the key `dimension` stands for. */
  readonly dimension?: string;
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
  /** The dimension whose rollups these are, where the question is about the values of one. */
  readonly dimension?: string;
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

/** What the rollups by dimension do not tell. */
const WITHOUT_DIMENSION: readonly UsageKey[] = ['quality_bin', 'latency_bin', 'error'];

/** What of a question decides where it is answered from. */
export type AskedOf<M extends MeasureName> = Pick<
  UsageQuestion<M>,
  'keys' | 'filter' | 'measures' | 'dimension'
>;

/** Chooses the rollups for a question by its keys, its filter, its measures and its dimension. */
export const rollupsFor = <M extends MeasureName>({
  keys = ['pattern'],
  filter = {},
  measures,
  dimension,
}: AskedOf<M>): UsageSource => {
  const family = familyFor(keys, filter, measures);
  const { patternIds, patternType, nodeType, outcomes } = filter;
  const isOfPatterns = patternIds ?? patternType ?? nodeType;
  const isTotal = !keys.includes('pattern') && isOfPatterns === undefined;
  const dimensions = new Set(dimensionsOf(filter).map(([name]) => name));
  if (keys.includes('dimension') && dimension !== undefined) dimensions.add(dimension);
  const [only, ...others] = dimensions;
  if (only !== undefined) {
    const isTold = dimensionsOf(filter).every(([, value]) => value.length <= MAX_VALUE_LENGTH);
    const isInRollups = isTold && others.length === 0 && !keys.some((key) => WITHOUT_DIMENSION.includes(key));
    return isInRollups
      ? { family, isTotal, levels: levelsOf('dimension', isTotal), dimension: only }
      : { family, isTotal, levels: [] };
  }
  const isByErrorAndOutcome = family === 'error' && (outcomes !== undefined || keys.includes('outcome'));
  return { family, isTotal, levels: isByErrorAndOutcome ? [] : levelsOf(family, isTotal) };
};
