import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { NODE_TYPES, type NodeType } from '../../common/pattern-terms.js';
import { IntegerText, MayBeAbsent, OneOfAnyCase } from '../../common/validation/rules.js';
import { SpanQueryDto } from '../request/usage-query.dto.js';
import { RankedPattern } from './ranked-pattern.dto.js';

export const MOST_TOP_PATTERNS = 100;

export class TopPatternsQueryDto extends SpanQueryDto {
  @ApiPropertyOptional({ description: 'Only patterns of this node type, in any case.' })
  @MayBeAbsent()
  @OneOfAnyCase(NODE_TYPES)
  node_type?: string;

  @ApiPropertyOptional({ default: 10 })
  @MayBeAbsent()
  @IntegerText(1, MOST_TOP_PATTERNS)
  limit?: string;
}

export class TopPattern extends RankedPattern {
  @ApiProperty({ enum: NODE_TYPES, nullable: true, example: 'effect' })
  node_type!: NodeType | null;

  @ApiProperty({ type: 'integer', minimum: 1, example: 1 })
  rank!: number;
}

export class TopPatternsCriteria {
  @ApiProperty({ type: String, nullable: true, description: 'As it was given.', example: 'Effect' })
  node_type!: string | null;

  @ApiProperty({ type: 'integer', example: 10 })
  limit!: number;
}

export class TopPatternsResponse {
  @ApiProperty({ type: [TopPattern], description: 'By success_rate × confidence, then by pattern_id.' })
  top_patterns!: TopPattern[];

  @ApiProperty({ type: 'integer', description: 'How many are listed.', example: 1 })
  total_patterns!: number;

  @ApiProperty({
    type: 'integer',
    description: 'How many there are, those beyond the limit included.',
    example: 1,
  })
  total_matching!: number;

  @ApiProperty({ type: TopPatternsCriteria })
  filter_criteria!: TopPatternsCriteria;

  @ApiPropertyOptional({
    format: 'date-time',
    description: 'The range, where one was asked for.',
    example: '2025-10-21T00:00:00Z',
  })
  from?: string;

  @ApiPropertyOptional({ format: 'date-time', example: '2025-10-28T00:00:00Z' })
  to?: string;
}
