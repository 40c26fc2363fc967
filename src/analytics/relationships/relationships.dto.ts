import { PatternIdentity } from '../../common/pattern-identity.dto.js';
import type { PatternType } from '../../common/pattern-terms.js';
import { Field, OR_NULL } from '../../common/validation/fields.js';
import {
  IntegerText,
  MayBeAbsent,
  NumberText,
  OneOf,
  PatternByName,
  Uuid,
  TypeWord,
} from '../../common/validation/rules.js';
import { PAIR_MEASURES, type PairMeasure } from '../../store/co-usage/co-usage.repository.js';

export const MAX_RELATIONSHIPS = 5000;
export const MAX_CO_OCCURRENCES = 1_000_000;
const HIGHEST_LIFT = 100_000_000;

export const RELATIONSHIP_TYPES = ['used_together'] as const;
export type RelationshipType = (typeof RELATIONSHIP_TYPES)[number];

export class RelationshipsQueryDto {
  @MayBeAbsent('Correlations in which both patterns were used, at least.', { default: 2 })
  @IntegerText(1, MAX_CO_OCCURRENCES)
  min_co_occurrence?: number;
  @MayBeAbsent('Only relationships of this pattern.') @Uuid() pattern_id?: string;
  @MayBeAbsent('The same by its name.', { example: 'code-review' }) @PatternByName() pattern?: string;
  @MayBeAbsent('Only relationships between patterns of this type; patterns without one are other.')
  @TypeWord()
  pattern_type?: PatternType;
  @MayBeAbsent({ default: 0 }) @NumberText(0, 1) min_strength?: number;
  @MayBeAbsent() @NumberText(0, 1) min_support?: number;
  @MayBeAbsent() @NumberText(0, 1) min_npmi?: number;
  @MayBeAbsent() @NumberText(0, HIGHEST_LIFT) min_lift?: number;
  @MayBeAbsent('The highest of this first, then the most frequent; limit leaves out the last.', {
    default: 'strength',
  })
  @OneOf(PAIR_MEASURES)
  order_by?: PairMeasure;
  @MayBeAbsent('Most relationships in the answer.', { default: 500 })
  @IntegerText(1, MAX_RELATIONSHIPS)
  limit?: number;
}

class RelationshipNode extends PatternIdentity {
  @Field.count(42, 'All its usages.') usage_count!: number;
  @Field.fraction(0.93, 'Of all its usages; null without any.', OR_NULL) success_rate!: number | null;
  @Field.fraction(
    0.5,
    'Degree centrality: the share of the other patterns that it is related to, among all relationships with min_co_occurrence.',
  )
  centrality!: number;
  @Field.fraction(
    0.04,
    'PageRank (damping 0.85) among all relationships with 2 co-occurrences, weighted by their count; null where it has none.',
    OR_NULL,
  )
  page_rank!: number | null;
}

class Relationship {
  @Field.uuid('2c4f0c55-9c1e-4b0e-8f5b-5a1f3f0c9d10') source_pattern_id!: string;
  @Field.patternId() target_pattern_id!: string;
  @Field.word(RELATIONSHIP_TYPES, 'used_together') relationship_type!: RelationshipType;
  @Field.fraction(0.5, 'Correlations with both / correlations with either (Jaccard).') strength!: number;
  @Field.count(30, 'Correlations with both.') co_occurrence_count!: number;
  @Field.fraction(0.15, 'Share of all correlations.') support!: number;
  @Field.number(3, 'How many times more often together than if they were independent.') lift!: number;
  @Field.number(0.579, 'Normalised pointwise mutual information: 0 independent, 1 only ever together.', {
    minimum: -1,
    maximum: 1,
  })
  npmi!: number;
  @Field.number(59.38, 'G statistic against independence.') g_statistic!: number;
  @Field.fraction(1.3e-14, 'Of that statistic: chi-square, one degree of freedom; of a single test.')
  p_value!: number;
  @Field.fraction(0.95, 'Success rate of both patterns’ usages in correlations with both.')
  success_rate_together!: number;
  @Field.fraction(0.96, 'Of the source in these correlations.') source_success_rate_together!: number;
  @Field.fraction(0.9, 'Of the source in correlations without the target; null without any.', OR_NULL)
  source_success_rate_alone!: number | null;
  @Field.fraction(0.94, 'Of the target in these correlations.') target_success_rate_together!: number;
  @Field.fraction(null, 'Of the target in correlations without the source; null without any.', OR_NULL)
  target_success_rate_alone!: number | null;
}

export class RelationshipsResponse {
  @Field.list(RelationshipNode, 'The patterns of the relationships below.') nodes!: RelationshipNode[];
  @Field.list(Relationship, 'In the order of order_by, then the most frequent.')
  relationships!: Relationship[];
  @Field.count(2, 'How many patterns are listed.') total_nodes!: number;
  @Field.count(1, 'How many relationships are listed.') total_edges!: number;
  @Field.count(2, 'Patterns of all relationships that were asked for, those beyond the limit included.')
  total_matching_nodes!: number;
  @Field.count(1, 'Relationships that were asked for, those beyond the limit included.')
  total_matching_edges!: number;
  @Field.count(1, 'The same without min_strength, min_support, min_npmi and min_lift.')
  edges_of_any_strength!: number;
  @Field.number(0.5, 'The highest value of order_by among these; null without any.', OR_NULL)
  highest!: number | null;
  @Field.flag(false, 'Whether limit left relationships out.') truncated!: boolean;
  @Field.count(200, 'Correlations that were counted.') total_correlations!: number;
  @Field.count(0, 'Those of them with more than 200 patterns, of which the 200 used most were counted.')
  cut_correlations!: number;
  @Field.instant(
    '2025-10-28T11:30:00Z',
    'What was acknowledged before is counted; null before the first count.',
    OR_NULL,
  )
  computed_at!: string | null;
  @Field.text(null, 'What is not computed, and by which setting, in a sentence; null where all is.', OR_NULL)
  notice!: string | null;
}
