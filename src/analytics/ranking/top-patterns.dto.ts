import { NODE_TYPES, type NodeType } from '../../common/pattern-terms.js';
import { Field, OR_ABSENT, OR_NULL } from '../../common/validation/fields.js';
import { IntegerText, MayBeAbsent, OneOfAnyCase } from '../../common/validation/rules.js';
import { TimeRangeQueryDto } from '../query/usage-query.dto.js';
import { RankedPattern } from './ranked-pattern.dto.js';

export const MAX_TOP_PATTERNS = 100;

export class TopPatternsQueryDto extends TimeRangeQueryDto {
  @MayBeAbsent('Only patterns of this node type, in any case.') @OneOfAnyCase(NODE_TYPES) node_type?: string;
  @MayBeAbsent({ default: 10 }) @IntegerText(1, MAX_TOP_PATTERNS) limit?: number;
}

export class TopPattern extends RankedPattern {
  @Field.word(NODE_TYPES, 'effect', OR_NULL) node_type!: NodeType | null;
  @Field.count(1, { minimum: 1 }) rank!: number;
}

export class TopPatternsCriteria {
  @Field.text('Effect', 'As it was given.', OR_NULL) node_type!: string | null;
  @Field.count(10) limit!: number;
}

export class TopPatternsResponse {
  @Field.list(TopPattern, 'By success_rate × confidence, then by pattern_id.') top_patterns!: TopPattern[];
  @Field.count(1, 'How many are listed.') total_patterns!: number;
  @Field.count(1, 'How many there are, those beyond the limit included.') total_matching!: number;
  @Field.object(TopPatternsCriteria) filter_criteria!: TopPatternsCriteria;
  @Field.instant('2025-10-21T00:00:00Z', 'The range, where one was asked for.', OR_ABSENT) from?: string;
  @Field.instant('2025-10-28T00:00:00Z', OR_ABSENT) to?: string;
}
