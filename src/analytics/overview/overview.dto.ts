import { ApiProperty, IntersectionType, OmitType } from '@nestjs/swagger';
import { WEEKDAYS, type Weekday } from '../../common/calendar.js';
import { PatternIdentity } from '../../common/pattern-identity.dto.js';
import { UnknownCounts } from '../../common/unknown-counts.dto.js';
import { GRANULARITIES, type Granularity } from '../../common/time-range.js';
import { Field, OR_ABSENT, OR_NULL } from '../../common/validation/fields.js';
import { ActorCounts, ActorsQueryDto } from '../actors/actors.dto.js';
import { Costs, CostsFromCounters } from '../costs/costs.dto.js';
import { SeriesQueryDto, UnknownQueryDto } from '../query/usage-query.dto.js';
import { BucketPoint, TimeRangeField } from '../report/report.dto.js';
import { SuccessInterval } from '../success-interval.dto.js';

const noLonger = (percent: number): string =>
  `${percent} of 100 took no longer, in milliseconds; null without any time.`;
const QUALITY = '0..1; null without any quality.';
const RATE = '0..1; null without usages.';

export class OverviewQueryDto extends IntersectionType(
  OmitType(SeriesQueryDto, ['fill', 'compare', 'outcome'] as const),
  UnknownQueryDto,
  ActorsQueryDto,
) {
  @ApiProperty({ enum: GRANULARITIES, default: 'day' }) declare granularity?: Granularity;
}

export class OverviewMetrics extends UnknownCounts {
  @Field.count(420) usages!: number;
  @Field.number(0.94, RATE, OR_NULL) success_rate!: number | null;
  @Field.object(SuccessInterval, 'The 95 % interval of success_rate (Wilson); null without usages.', OR_NULL)
  success_interval!: SuccessInterval | null;
  @Field.number(0.88, QUALITY, OR_NULL) average_quality!: number | null;
  @Field.count(400, 'Those of known outcome that told how long they took.') usages_with_time!: number;
  @Field.number(131.2, noLonger(50), OR_NULL) p50_execution_time_ms!: number | null;
  @Field.number(412.3, noLonger(95), OR_NULL) p95_execution_time_ms!: number | null;
  @Field.number(603.6, noLonger(99), OR_NULL) p99_execution_time_ms!: number | null;
  @Field.object(Costs, 'Where a usage told any of it.', OR_ABSENT) costs?: Costs;
}

export class OverviewPeriod extends IntersectionType(OverviewMetrics, ActorCounts) {
  @Field.count(12, 'Patterns that were used.') patterns!: number;
  @Field.object(
    CostsFromCounters,
    'What counters of telemetry told (`claude_code.cost.usage`, `claude_code.token.usage`) of patterns whose usages told nothing of it on that day of UTC. It is not in `costs` and has no number of usages: counters do not say of how many uses they tell. Left out where there is none of it, and with a filter by version or context, which counters do not know.',
    OR_ABSENT,
  )
  costs_from_counters?: CostsFromCounters;
  @Field.instant('2025-10-21T00:00:00Z') from!: string;
  @Field.instant('2025-10-28T00:00:00Z') to!: string;
}

export class OutcomeCounts {
  @Field.count(51) success!: number;
  @Field.count(4) partial_success!: number;
  @Field.count(3) failure!: number;
  @Field.count(2) error!: number;
  @Field.count(4, 'Only with include=unknown.', OR_ABSENT) unknown?: number;
}

export class OverviewBucket extends IntersectionType(BucketPoint, OverviewMetrics) {
  @Field.object(OutcomeCounts) outcomes!: OutcomeCounts;
}

export class QualityBand {
  @Field.fraction(0.85, 'The lowest quality in it.') from!: number;
  @Field.fraction(0.9, 'Belongs to the next band, but 1 to the last.') to!: number;
  @Field.count(57, 'Usages.') count!: number;
}

export class PatternMove extends IntersectionType(PatternIdentity, UnknownCounts) {
  @Field.count(42) usages!: number;
  @Field.count(20, 'In the period before.') previous_usages!: number;
  @Field.number(1.1, '(usages − previous_usages) / max(previous_usages, 1), of those with a known outcome.', {
    minimum: -1,
  })
  growth_rate!: number;
  @Field.number(0.94, RATE, OR_NULL) success_rate!: number | null;
  @Field.number(0.9, 'In the period before.', OR_NULL) previous_success_rate!: number | null;
}

export class PatternMoves {
  @Field.count(1, 'How many there are, those not listed included.') total!: number;
  @Field.list(PatternMove, 'The first 8.') patterns!: PatternMove[];
}

export class OverviewResponse {
  @TimeRangeField('7d') time_range!: string;
  @Field.word(GRANULARITIES, 'day') granularity!: Granularity;
  @Field.text('Europe/Berlin') timezone!: string;
  @Field.word(WEEKDAYS, 'monday') week_start!: Weekday;
  @Field.object(OverviewPeriod) current!: OverviewPeriod;
  @Field.object(OverviewPeriod, 'The period before: as long, and cut where this one has only come so far.')
  previous!: OverviewPeriod;
  @Field.list(OverviewBucket, 'Oldest first, those without usages included, up to now.')
  buckets!: OverviewBucket[];
  @Field.list(QualityBand, 'Usages with a quality, in 20 bands of 0.05.')
  quality_distribution!: QualityBand[];
  @Field.object(PatternMoves, 'The most used first.') most_used!: PatternMoves;
  @Field.object(PatternMoves, 'With at least 5 usages and a growth_rate above 0.5; the highest first.')
  emerging!: PatternMoves;
  @Field.object(PatternMoves, 'With at least 5 usages before and a growth_rate below −0.3; the lowest first.')
  declining!: PatternMoves;
  @Field.number(0.048, 'How far the quantiles of the execution time may be off, as a share of the true one.')
  relative_error!: number;
}
