import { ApiExtraModels, ApiProperty } from '@nestjs/swagger';
import { ValidateIf } from 'class-validator';
import { EXAMPLE_ID } from '../../common/example-id.js';
import { PatternIdentity } from '../../common/pattern-identity.dto.js';
import { TIME_RANGE_NAMES, type TimeRangeName } from '../../common/time-range.js';
import { Field, OR_ABSENT, OR_NULL } from '../../common/validation/fields.js';
import {
  DistinctNames,
  DistinctUuids,
  ListOf,
  MayBeAbsent,
  TextsByName,
} from '../../common/validation/rules.js';
import { TimeRangeQueryDto } from '../query/usage-query.dto.js';
import { LATENCY_RELATIVE_ERROR } from '../stats/bin-quantile.js';
import { SuccessInterval } from '../success-interval.dto.js';

export const COMPARED_METRICS = ['quality', 'usage', 'success_rate'] as const;
export type ComparedMetric = (typeof COMPARED_METRICS)[number];

/** Patterns that are compared at a time, at the most. */
export const MAX_COMPARED = 10;

const A = EXAMPLE_ID;
const B = '0b6f1a8e-6a9b-4f4e-8d3e-2f1c5a7d9e10';

const WORST = (100 * LATENCY_RELATIVE_ERROR).toFixed(1);
const noLonger = (percent: number): string =>
  `${percent} of 100 took no longer, in milliseconds; at most ${WORST} % off. null without any time.`;

export class CompareDto extends TimeRangeQueryDto {
  @ApiProperty({ enum: TIME_RANGE_NAMES, default: '30d' }) declare time_range?: TimeRangeName;
  @ApiProperty({ example: '2025-10-01T00:00:00Z' }) declare from?: string;
  @ApiProperty({ example: '2025-11-01T00:00:00Z' }) declare to?: string;
  @ApiProperty({
    example: [A, B],
    required: false,
    description: 'Or patterns, their names; 10 of both together at the most.',
  })
  @ValidateIf(({ pattern_ids, patterns }: CompareDto) => pattern_ids != null || patterns == null)
  @DistinctUuids(2, MAX_COMPARED)
  pattern_ids?: string[];
  @MayBeAbsent('Patterns by their names.', { example: ['code-review', 'acme/deploy'] })
  @DistinctNames(2, MAX_COMPARED)
  patterns?: string[];
  @MayBeAbsent('What to compare; all three where it is left out.', { example: ['quality', 'success_rate'] })
  @ListOf(COMPARED_METRICS)
  metrics?: ComparedMetric[];
  @MayBeAbsent('Only usages whose context has these texts under these keys.', {
    example: { team: 'search' },
  })
  @TextsByName(10, 64, 256)
  context?: Readonly<Record<string, string>>;
}

export class ComparedPattern extends PatternIdentity {
  @Field.count(50) usage_count!: number;
  @Field.number(0.94, OR_NULL) success_rate!: number | null;
  @Field.object(SuccessInterval, 'The 95 % interval of success_rate (Wilson); null without usages.', OR_NULL)
  success_interval!: SuccessInterval | null;
  @Field.number(0.88, OR_NULL) avg_quality!: number | null;
  @Field.number(131.2, noLonger(50), OR_NULL) p50_execution_time_ms!: number | null;
  @Field.number(412.3, noLonger(95), OR_NULL) p95_execution_time_ms!: number | null;
  @Field.number(603.6, noLonger(99), OR_NULL) p99_execution_time_ms!: number | null;
}

class MetricStatistics {
  @Field.number(0.84, OR_NULL) mean!: number | null;
  @Field.number(0.84, OR_NULL) median!: number | null;
  @Field.number(0.057, 'Of the patterns as a sample (divided by n − 1); 0 of one.', OR_NULL)
  std_dev!: number | null;
}

export class MetricComparison {
  @Field.word(COMPARED_METRICS, 'quality') metric_name!: ComparedMetric;
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'number', nullable: true },
    description: 'By pattern id; null where nothing was measured.',
    example: { [A]: 0.88, [B]: 0.8 },
  })
  values!: Record<string, number | null>;
  @Field.object(MetricStatistics, 'Of the values that there are.') statistics!: MetricStatistics;
}

class DifferenceDto {
  @Field.word(['ok', 'insufficient_data'], 'ok') status!: 'ok' | 'insufficient_data';
  @Field.text(
    'Saga has 3 usages and Retry 50; each must have at least 5.',
    'Why it is refused; says how much data there is and how much is needed.',
    OR_ABSENT,
  )
  reason?: string;
  @Field.number(0.14, 'a less b.', OR_ABSENT) difference?: number;
  @Field.number(0.01, 'Of the 95 % interval.', OR_ABSENT) lower?: number;
  @Field.number(0.27, OR_ABSENT) upper?: number;
}

class RateDifferenceDto extends DifferenceDto {
  @Field.fraction(0.979, 'That a succeeds more often, by Beta(1 + successes, 1 + failures).', OR_ABSENT)
  probability_a_better?: number;
}

export class PairDto {
  @Field.uuid(A) a!: string;
  @Field.uuid(B) b!: string;
  @Field.object(RateDifferenceDto, 'By Newcombe’s hybrid score interval.') success_rate!: RateDifferenceDto;
  @Field.object(DifferenceDto, 'By Welch’s interval.') quality!: DifferenceDto;
  @Field.text(
    'Retry succeeds more often than Saga, by 14.0 points (95 % interval 0.9 to 27.0); it is the better one with a probability of 97.9 %.',
  )
  verdict!: string;
}

@ApiExtraModels(MetricStatistics, DifferenceDto, RateDifferenceDto)
export class CompareResponse {
  @Field.list(ComparedPattern, 'In the order in which they were given.') patterns!: ComparedPattern[];
  @Field.list(MetricComparison) comparisons!: MetricComparison[];
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string', format: 'uuid' } },
    description: 'Ids by metric, the highest value first, those without one last.',
    example: { quality: [A, B] },
  })
  rankings!: Record<string, string[]>;
  @Field.list(PairDto, 'Every two of them against each other.') pairs!: PairDto[];
}
