import { NODE_TYPES, type NodeType } from '../../common/pattern-terms.js';
import { IntegerText, MayBeAbsent, OneOfAnyCase } from '../../common/validation/rules.js';
import { SpanQueryDto } from '../request/usage-query.dto.js';
import { RankedPattern } from './ranked-pattern.dto.js';
import {
  Count,
  Instant,
  ListField,
  OR_ABSENT,
  OR_NULL,
  ObjectField,
  TextField,
  WordField,
} from '../../common/validation/fields.js';

export const MOST_TOP_PATTERNS = 100;

export class TopPatternsQueryDto extends SpanQueryDto {
  @MayBeAbsent('Only patterns of this node type, in any case.') @OneOfAnyCase(NODE_TYPES) node_type?: string;
  @MayBeAbsent({ default: 10 }) @IntegerText(1, MOST_TOP_PATTERNS) limit?: string;
}

export class TopPattern extends RankedPattern {
  @WordField(NODE_TYPES, 'effect', OR_NULL) node_type!: NodeType | null;
  @Count(1, { minimum: 1 }) rank!: number;
}

export class TopPatternsCriteria {
  @TextField('Effect', 'As it was given.', OR_NULL) node_type!: string | null;
  @Count(10) limit!: number;
}

export class TopPatternsResponse {
  @ListField(TopPattern, 'By success_rate × confidence, then by pattern_id.') top_patterns!: TopPattern[];
  @Count(1, 'How many are listed.') total_patterns!: number;
  @Count(1, 'How many there are, those beyond the limit included.') total_matching!: number;
  @ObjectField(TopPatternsCriteria) filter_criteria!: TopPatternsCriteria;
  @Instant('2025-10-21T00:00:00Z', 'The range, where one was asked for.', OR_ABSENT) from?: string;
  @Instant('2025-10-28T00:00:00Z', OR_ABSENT) to?: string;
}
