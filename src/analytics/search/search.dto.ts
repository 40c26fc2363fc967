import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { NODE_TYPES, PATTERN_TYPES, type PatternType } from '../../common/pattern-terms.js';
import { IntegerText, MayBeAbsent, OneOf, OneOfAnyCase, Text } from '../../common/validation/rules.js';

export const LONGEST_QUERY = 200;
export const MOST_RESULTS = 100;
const FARTHEST = 1_000_000;

export const SEARCH_TYPES = ['full_text_and_trigram', 'full_text'] as const;
export type SearchType = (typeof SEARCH_TYPES)[number];

export class SearchQueryDto {
  @ApiProperty({
    description: 'Words in any form; "a phrase", -without, or.',
    example: 'retry',
  })
  @Text(1, LONGEST_QUERY)
  query!: string;

  @ApiPropertyOptional({ description: 'Patterns without a type are other.' })
  @MayBeAbsent()
  @OneOf(PATTERN_TYPES)
  pattern_type?: PatternType;

  @ApiPropertyOptional({ description: 'In any case.' })
  @MayBeAbsent()
  @OneOfAnyCase(NODE_TYPES)
  node_type?: string;

  @ApiPropertyOptional({ default: 20 })
  @MayBeAbsent()
  @IntegerText(1, MOST_RESULTS)
  limit?: string;

  @ApiPropertyOptional({
    default: 0,
    description: 'Results to pass over.',
  })
  @MayBeAbsent()
  @IntegerText(0, FARTHEST)
  offset?: string;
}

class SearchResult {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({
    description: 'Its name; without one, pattern_ and the first 8 characters of its id.',
    example: 'Retry with backoff',
  })
  pattern_name!: string;

  @ApiProperty({ enum: PATTERN_TYPES, example: 'architectural' })
  pattern_type!: PatternType;

  @ApiProperty({
    nullable: true,
    type: String,
    example: 'Calls again after a growing pause when a call failed.',
  })
  description!: string | null;

  @ApiProperty({
    minimum: 0,
    maximum: 1,
    description:
      '1 where the query is the name; otherwise 0.6 × the rank of its words (name before tags before description) + 0.4 × the similarity of its letters.',
    example: 0.76,
  })
  relevance_score!: number;

  @ApiProperty({
    nullable: true,
    type: Number,
    minimum: 0,
    maximum: 1,
    description: 'Of all its usages; null without any.',
    example: 0.93,
  })
  success_rate!: number | null;

  @ApiProperty({ type: 'integer', description: 'All its usages.', example: 42 })
  usage_count!: number;

  @ApiProperty({ type: [String], example: ['resilience', 'http'] })
  tags!: readonly string[];
}

export class SearchResponse {
  @ApiProperty({ type: [SearchResult], description: 'The most relevant first.' })
  results!: SearchResult[];

  @ApiProperty({ type: 'integer', description: 'How many are listed.', example: 1 })
  total_results!: number;

  @ApiProperty({ type: 'integer', description: 'All that was found, not just this page.', example: 1 })
  total_matching!: number;

  @ApiProperty({ example: 'retry' })
  query!: string;

  @ApiProperty({
    enum: SEARCH_TYPES,
    description: 'full_text where the database lacks the extension pg_trgm: then nothing similar is found.',
    example: 'full_text_and_trigram',
  })
  search_type!: SearchType;
}
