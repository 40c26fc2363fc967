import { ApiProperty } from '@nestjs/swagger';
import { PatternIdentity } from '../../common/pattern-identity.dto.js';
import { NODE_TYPES, type PatternType } from '../../common/pattern-terms.js';
import { Field, OR_NULL } from '../../common/validation/fields.js';
import { IntegerText, MayBeAbsent, OneOfAnyCase, Text, TypeWord } from '../../common/validation/rules.js';

export const MAX_QUERY = 200;
export const MAX_RESULTS = 100;
const FARTHEST = 1_000_000;

export const SEARCH_TYPES = ['full_text_and_trigram', 'full_text'] as const;
export type SearchType = (typeof SEARCH_TYPES)[number];

export class SearchQueryDto {
  @ApiProperty({ description: 'Words in any form; "a phrase", -without, or.', example: 'retry' })
  @Text(1, MAX_QUERY)
  query!: string;
  @MayBeAbsent('Patterns without a type are other.') @TypeWord() pattern_type?: PatternType;
  @MayBeAbsent('In any case.') @OneOfAnyCase(NODE_TYPES) node_type?: string;
  @MayBeAbsent({ default: 20 }) @IntegerText(1, MAX_RESULTS) limit?: number;
  @MayBeAbsent('Results to pass over.', { default: 0 }) @IntegerText(0, FARTHEST) offset?: number;
}

class SearchResult extends PatternIdentity {
  @Field.text('Calls again after a growing pause when a call failed.', OR_NULL) description!: string | null;
  @Field.fraction(
    0.76,
    '1 where the query is the name; otherwise 0.6 × the rank of its words (name before tags before description) + 0.4 × the similarity of its letters.',
  )
  relevance_score!: number;
  @Field.fraction(0.93, 'Of all its usages; null without any.', OR_NULL) success_rate!: number | null;
  @Field.count(42, 'All its usages.') usage_count!: number;
  @Field.list(String, { example: ['resilience', 'http'] }) tags!: readonly string[];
}

export class SearchResponse {
  @Field.list(SearchResult, 'The most relevant first.') results!: SearchResult[];
  @Field.count(1, 'How many are listed.') total_results!: number;
  @Field.count(1, 'All that was found, not just this page.') total_matching!: number;
  @Field.text('retry') query!: string;
  @Field.word(
    SEARCH_TYPES,
    'full_text_and_trigram',
    'full_text where the database lacks the extension pg_trgm: then nothing similar is found.',
  )
  search_type!: SearchType;
}
