import { IntersectionType, OmitType } from '@nestjs/swagger';
import {
  ActorCounts,
  ActorsQueryDto,
  FilterQueryDto,
  Include,
  LATENCY_RELATIVE_ERROR,
  TimeRangeField,
  USAGE_TRENDS,
  type UsageTrend,
} from '../analytics/index.js';
import { PatternIdentity } from '../common/pattern-identity.dto.js';
import { UnknownCounts } from '../common/unknown-counts.dto.js';
import {
  NODE_TYPES,
  type NodeType,
  PATTERN_STATES,
  type PatternState,
  UNKNOWN,
} from '../common/pattern-terms.js';
import { Field, OR_NULL } from '../common/validation/fields.js';
import {
  FlagText,
  IntegerText,
  Matching,
  MayBeAbsent,
  OneOf,
  SomeOf,
  Text,
} from '../common/validation/rules.js';
import { UNUSED_FOR, UNUSED_FOR_ALLOWED } from './life-cycle/unused-for.js';
import { RECOMMENDATIONS, type Recommendation } from './stats/effectiveness-score.js';

export const SORTS = [
  'name',
  'type',
  'node_type',
  'usage_count',
  'actors',
  'success_rate',
  'avg_quality',
  'p95_execution_time_ms',
  'effectiveness_score',
  'first_seen',
  'last_used',
] as const;
export type PatternSort = (typeof SORTS)[number];

export const ORDERS = ['asc', 'desc'] as const;
export type SortOrder = (typeof ORDERS)[number];

const MAX_ROWS = 200;
const FARTHEST = 1_000_000;
const WORST = (100 * LATENCY_RELATIVE_ERROR).toFixed(1);

export class PatternTableQueryDto extends IntersectionType(
  OmitType(FilterQueryDto, ['timezone', 'outcome', 'version', 'context'] as const),
  ActorsQueryDto,
) {
  @MayBeAbsent('Only patterns whose name has this in it, in any case.', { example: 'retry' })
  @Text(1, 256)
  q?: string;
  @MayBeAbsent('Only patterns with this recommendation.')
  @OneOf(RECOMMENDATIONS)
  recommendation?: Recommendation;
  @MayBeAbsent(`Only patterns in these states: ${PATTERN_STATES.join(', ')}, comma-separated or repeated.`)
  @SomeOf(PATTERN_STATES)
  state?: PatternState[];
  @MayBeAbsent(
    'Only patterns that were not used for so many days or hours up to now, those never used among them; whatever the range.',
    { example: '30d' },
  )
  @Matching(UNUSED_FOR, UNUSED_FOR_ALLOWED)
  unused_for?: string;
  @MayBeAbsent('Only patterns that were never used, or only the others.') @FlagText() never_used?: boolean;
  @MayBeAbsent('Only patterns that are never proposed to be retired, or only the others.')
  @FlagText()
  keep?: boolean;
  @MayBeAbsent(
    'Only patterns that one actor alone used in the range, by the usages that tell one, or only the others.',
  )
  @FlagText()
  only_one_actor?: boolean;
  @MayBeAbsent('What is equal comes by pattern_id, what has no value last.', { default: 'usage_count' })
  @OneOf(SORTS)
  sort?: PatternSort;
  @MayBeAbsent('By default asc for name, type and node_type, desc for all others.')
  @OneOf(ORDERS)
  order?: SortOrder;
  @Include() include?: typeof UNKNOWN;
  @MayBeAbsent({ default: 50 }) @IntegerText(1, MAX_ROWS) limit?: number;
  @MayBeAbsent('Rows to pass over.', { default: 0 }) @IntegerText(0, FARTHEST) offset?: number;
}

export class PatternRow extends IntersectionType(PatternIdentity, UnknownCounts, ActorCounts) {
  @Field.word(NODE_TYPES, 'effect', OR_NULL) node_type!: NodeType | null;
  @Field.count(50, 'In the range.') usage_count!: number;
  @Field.fraction(0.94, 'null without usages.', OR_NULL) success_rate!: number | null;
  @Field.fraction(0.88, 'null without any quality.', OR_NULL) avg_quality!: number | null;
  @Field.number(143.5, 'null without any time.', OR_NULL, { minimum: 0 })
  avg_execution_time_ms!: number | null;
  @Field.number(412.3, `95 of 100 took no longer; at most ${WORST} % off. null without any time.`, OR_NULL, {
    minimum: 0,
  })
  p95_execution_time_ms!: number | null;
  @Field.fraction(0.834) effectiveness_score!: number;
  @Field.fraction(1, 'min(usage_count / 30, 1)') confidence!: number;
  @Field.word(RECOMMENDATIONS, 'highly_recommended') recommendation!: Recommendation;
  @Field.text(
    'Score 0.83: 94 % of 50 usages succeeded, quality 0.88 on average.',
    'What the recommendation rests on.',
  )
  reason!: string;
  @Field.word(USAGE_TRENDS, 'stable', 'The range’s second half against its first: above 120 % or below 80 %.')
  usage_trend!: UsageTrend;
  @Field.instant('2025-10-22T08:14:00Z', 'Its earliest usage ever; null where it was not used yet.', OR_NULL)
  first_seen!: string | null;
  @Field.instant('2025-10-28T09:30:00Z', 'In the range.', OR_NULL) last_used!: string | null;
  @Field.word(PATTERN_STATES, 'active') state!: PatternState;
  @Field.flag(false, 'Whether it is never proposed to be retired.') keep!: boolean;
  @Field.list(Number, 'Usages per bucket of sparkline, oldest first.', { example: [3, 0, 5] })
  sparkline!: readonly number[];
}

export class SparklineScale {
  @Field.instant('2025-10-21T00:00:00Z', 'Where the first bucket begins; the range may begin within it.')
  start!: string;
  @Field.count(21_600) bucket_seconds!: number;
  @Field.count(29, { minimum: 1, maximum: 30 }) buckets!: number;
}

class StateCounts implements Readonly<Record<PatternState, number>> {
  @Field.count(0) draft!: number;
  @Field.count(1) active!: number;
  @Field.count(0) deprecated!: number;
  @Field.count(0) retired!: number;
}

/** How many patterns each filter on the life cycle would list beside the other filters, its own value left out. */
export class PatternFacets {
  @Field.object(StateCounts) state!: StateCounts;
  @Field.count(0, 'Those that were never used.') never_used!: number;
  @Field.count(0, 'Those that are never proposed to be retired.') keep!: number;
  @Field.count(
    2,
    'Those that one actor alone used in the range; null unless it is sorted by actors or chosen by only_one_actor.',
    OR_NULL,
  )
  only_one_actor!: number | null;
}

export class PatternTableResponse {
  @Field.list(PatternRow) patterns!: PatternRow[];
  @Field.count(1, 'Patterns on all pages.') total!: number;
  @Field.object(PatternFacets, 'How many there are by what the life cycle’s filters take.')
  facets!: PatternFacets;
  @Field.count(50) limit!: number;
  @Field.count(0) offset!: number;
  @Field.word(SORTS, 'usage_count') sort!: PatternSort;
  @Field.word(ORDERS, 'desc') order!: SortOrder;
  @TimeRangeField('7d') time_range!: string;
  @Field.instant('2025-10-21T00:00:00Z') from!: string;
  @Field.instant('2025-10-28T00:00:00Z') to!: string;
  @Field.object(SparklineScale) sparkline!: SparklineScale;
}
