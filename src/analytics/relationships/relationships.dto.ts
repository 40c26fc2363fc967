import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { PATTERN_TYPES, type PatternType } from '../../common/pattern-terms.js';
import { PAIR_MEASURES, type PairMeasure } from '../../store/repositories/co-usage.repository.js';
import { IntegerText, MayBeAbsent, NumberText, OneOf, Uuid } from '../../common/validation/rules.js';

export const MOST_RELATIONSHIPS = 5000;
export const MOST_CO_OCCURRENCES = 1_000_000;
const HIGHEST_LIFT = 100_000_000;

export const RELATIONSHIP_TYPES = ['used_together'] as const;
export type RelationshipType = (typeof RELATIONSHIP_TYPES)[number];

export class RelationshipsQueryDto {
  @ApiPropertyOptional({
    default: 2,
    description: 'Correlations in which both patterns were used, at least.',
  })
  @MayBeAbsent()
  @IntegerText(1, MOST_CO_OCCURRENCES)
  min_co_occurrence?: string;

  @ApiPropertyOptional({ description: 'Only relationships of this pattern.' })
  @MayBeAbsent()
  @Uuid()
  pattern_id?: string;

  @ApiPropertyOptional({
    description: 'Only relationships between patterns of this type; patterns without one are other.',
  })
  @MayBeAbsent()
  @OneOf(PATTERN_TYPES)
  pattern_type?: PatternType;

  @ApiPropertyOptional({ default: 0 })
  @MayBeAbsent()
  @NumberText(0, 1)
  min_strength?: string;

  @MayBeAbsent()
  @NumberText(0, 1)
  min_support?: string;

  @MayBeAbsent()
  @NumberText(0, 1)
  min_npmi?: string;

  @MayBeAbsent()
  @NumberText(0, HIGHEST_LIFT)
  min_lift?: string;

  @ApiPropertyOptional({
    default: 'strength',
    description: 'The highest of this first, then the most frequent; limit leaves out the last.',
  })
  @MayBeAbsent()
  @OneOf(PAIR_MEASURES)
  order_by?: PairMeasure;

  @ApiPropertyOptional({
    default: 500,
    description: 'Most relationships in the answer.',
  })
  @MayBeAbsent()
  @IntegerText(1, MOST_RELATIONSHIPS)
  limit?: string;
}

class RelationshipNode {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({
    description: 'Its name; without one, pattern_ and the first 8 characters of its id.',
    example: 'Retry with backoff',
  })
  pattern_name!: string;

  @ApiProperty({ enum: PATTERN_TYPES, example: 'architectural' })
  pattern_type!: PatternType;

  @ApiProperty({ type: 'integer', description: 'All its usages.', example: 42 })
  usage_count!: number;

  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: 1,
    description: 'Of all its usages; null without any.',
    example: 0.93,
  })
  success_rate!: number | null;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    description:
      'Degree centrality: the share of the other patterns that it is related to, among all relationships with min_co_occurrence.',
    example: 0.5,
  })
  centrality!: number;

  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: 1,
    description:
      'PageRank (damping 0.85) among all relationships with 2 co-occurrences, weighted by their count; null where it has none.',
    example: 0.04,
  })
  page_rank!: number | null;
}

class Relationship {
  @ApiProperty({ format: 'uuid', example: '2c4f0c55-9c1e-4b0e-8f5b-5a1f3f0c9d10' })
  source_pattern_id!: string;

  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  target_pattern_id!: string;

  @ApiProperty({ enum: RELATIONSHIP_TYPES, example: 'used_together' })
  relationship_type!: RelationshipType;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    description: 'Correlations with both / correlations with either (Jaccard).',
    example: 0.5,
  })
  strength!: number;

  @ApiProperty({ type: 'integer', description: 'Correlations with both.', example: 30 })
  co_occurrence_count!: number;

  @ApiProperty({ minimum: 0, maximum: 1, description: 'Share of all correlations.', example: 0.15 })
  support!: number;

  @ApiProperty({
    description: 'How many times more often together than if they were independent.',
    example: 3,
  })
  lift!: number;

  @ApiProperty({
    minimum: -1,
    maximum: 1,
    description: 'Normalised pointwise mutual information: 0 independent, 1 only ever together.',
    example: 0.579,
  })
  npmi!: number;

  @ApiProperty({ description: 'G statistic against independence.', example: 59.38 })
  g_statistic!: number;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    description: 'Of that statistic: chi-square, one degree of freedom; of a single test.',
    example: 1.3e-14,
  })
  p_value!: number;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    description: 'Success rate of both patterns’ usages in correlations with both.',
    example: 0.95,
  })
  success_rate_together!: number;

  @ApiProperty({ minimum: 0, maximum: 1, description: 'Of the source in these correlations.', example: 0.96 })
  source_success_rate_together!: number;

  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: 1,
    description: 'Of the source in correlations without the target; null where there are none.',
    example: 0.9,
  })
  source_success_rate_alone!: number | null;

  @ApiProperty({ minimum: 0, maximum: 1, description: 'Of the target in these correlations.', example: 0.94 })
  target_success_rate_together!: number;

  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: 1,
    description: 'Of the target in correlations without the source; null where there are none.',
    example: null,
  })
  target_success_rate_alone!: number | null;
}

export class RelationshipsResponse {
  @ApiProperty({ type: [RelationshipNode], description: 'The patterns of the relationships below.' })
  nodes!: RelationshipNode[];

  @ApiProperty({ type: [Relationship], description: 'In the order of order_by, then the most frequent.' })
  relationships!: Relationship[];

  @ApiProperty({ type: 'integer', description: 'How many patterns are listed.', example: 2 })
  total_nodes!: number;

  @ApiProperty({ type: 'integer', description: 'How many relationships are listed.', example: 1 })
  total_edges!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Patterns of all relationships that were asked for, those beyond the limit included.',
    example: 2,
  })
  total_matching_nodes!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Relationships that were asked for, those beyond the limit included.',
    example: 1,
  })
  total_matching_edges!: number;

  @ApiProperty({
    type: 'integer',
    description: 'The same without min_strength, min_support, min_npmi and min_lift.',
    example: 1,
  })
  edges_of_any_strength!: number;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'The highest value of order_by among these; null without any.',
    example: 0.5,
  })
  highest!: number | null;

  @ApiProperty({ description: 'Whether limit left relationships out.', example: false })
  truncated!: boolean;

  @ApiProperty({ type: 'integer', description: 'Correlations that were counted.', example: 200 })
  total_correlations!: number;

  @ApiProperty({
    type: 'integer',
    description: 'Those of them with more than 200 patterns, of which the 200 used most were counted.',
    example: 0,
  })
  cut_correlations!: number;

  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'What was acknowledged before is counted; null before the first count.',
    example: '2025-10-28T11:30:00Z',
  })
  computed_at!: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What is not computed, and by which setting, in a sentence; null where all is.',
    example: null,
  })
  notice!: string | null;
}
