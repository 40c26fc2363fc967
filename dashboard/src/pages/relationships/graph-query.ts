import {
  pathsApiPatternAnalyticsRelationshipsGetParametersQueryOrder_byValues as MEASURES,
  type paths,
} from '../../api/schema.js';
import { isUuid } from '../../view/is-uuid.js';
import type { View } from '../../view/view.js';

export { MEASURES };

export type RelationshipsQuery = NonNullable<
  paths['/api/pattern-analytics/relationships']['get']['parameters']['query']
>;
export type Measure = NonNullable<RelationshipsQuery['order_by']>;

export const DEFAULT_MEASURE: Measure = 'strength';

/** How many pairs are shown at most; a graph of more is no picture any more. */
export const LIMITS = ['50', '100', '250', '500', '1000', '2000'] as const;
export type Limit = (typeof LIMITS)[number];
export const DEFAULT_LIMIT: Limit = '100';

/** What the size of a node says. */
export const SIZES = ['usage', 'centrality'] as const;
export type Size = (typeof SIZES)[number];

/** What the URL says of the graph, beside the view. */
export interface GraphChoice {
  readonly measure: Measure;
  /** Pairs whose measure is lower are left out; null without. */
  readonly least: number | null;
  readonly size: Size;
  readonly limit: Limit;
  /** The pattern whose pairs alone are shown; null for all. */
  readonly focus: string | null;
}

export const graphChoice = (parameters: URLSearchParams): GraphChoice => {
  const oneOf = <T extends string>(values: readonly T[], name: string, fallback: T): T =>
    values.find((value) => value === parameters.get(name)) ?? fallback;
  const least = Number.parseFloat(parameters.get('least') ?? '');
  const focus = parameters.get('pattern_id');
  return {
    measure: oneOf(MEASURES, 'measure', DEFAULT_MEASURE),
    // Less than that is written with an exponent, and leaves out nothing that could be seen.
    least: least >= 1e-6 && least < 1e8 ? least : null,
    size: oneOf(SIZES, 'size', 'usage'),
    limit: oneOf(LIMITS, 'pairs', DEFAULT_LIMIT),
    focus: focus !== null && isUuid(focus) ? focus.toLowerCase() : null,
  };
};

/** A number as the API takes it: without an exponent. */
const decimal = (value: number): number => Number(value.toFixed(12));

export const relationshipsQuery = (view: View, choice: GraphChoice): RelationshipsQuery => {
  const { measure, least, limit, focus } = choice;
  // Strengths have 1 as their end; what is above it finds nothing instead of being refused.
  const bounded = least === null ? null : decimal(measure === 'lift' ? least : Math.min(1, least));
  return {
    order_by: measure,
    limit: Number(limit),
    ...(bounded === null ? {} : { [`min_${measure}`]: bounded }),
    ...(focus === null ? {} : { pattern_id: focus }),
    ...(view.patternType === null ? {} : { pattern_type: view.patternType }),
  };
};
