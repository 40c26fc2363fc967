import { IntersectionType } from '@nestjs/swagger';
import { PatternName } from '../common/pattern-identity.dto.js';
import { UNKNOWN } from '../common/pattern-terms.js';
import { Field, OR_NULL } from '../common/validation/fields.js';
import { UnknownCounts } from '../common/unknown-counts.dto.js';
import { MayBeAbsent, OneOf, PatternsByName, Text, UuidList } from '../common/validation/rules.js';
import { MAX_FOLLOWED } from './followed-patterns.js';

/** What a stream or a WebSocket may be opened with. */
export class StreamQueryDto {
  @MayBeAbsent(`Only these patterns: 1 to ${MAX_FOLLOWED} UUIDs, comma-separated or repeated.`)
  @UuidList(MAX_FOLLOWED)
  pattern_ids?: string[];
  @MayBeAbsent('Only these patterns, by their names, comma-separated or repeated.', {
    example: 'code-review,acme/deploy',
  })
  @PatternsByName(MAX_FOLLOWED)
  pattern?: string[];
  @MayBeAbsent(
    'The id of the last event that is known; what changed since is sent in place of a snapshot. The header Last-Event-ID comes first.',
    { example: '5f0c1a2b-118' },
  )
  @Text(1, 64)
  since?: string;
  @MayBeAbsent(
    'Tells of usages whose outcome is unknown too; without it the stream is as if there were none.',
  )
  @OneOf([UNKNOWN])
  include?: typeof UNKNOWN;
}

class LivePattern extends IntersectionType(PatternName, UnknownCounts) {
  @Field.count(
    12,
    'Usages of the last five minutes; they leave it in spans of five seconds, so it covers up to five seconds less.',
  )
  usage_count_last_5min!: number;
  @Field.number(0.75, '0..1; null without usages.', OR_NULL) success_rate!: number | null;
  @Field.number(
    0.9,
    'Of the latest usage of the last five minutes that has one, 0..1; null without.',
    OR_NULL,
  )
  latest_quality!: number | null;
}

/** The data of an event metrics_update. */
export class MetricsUpdate {
  @Field.instant('2025-10-28T12:00:00.250Z') timestamp!: string;
  @Field.list(
    LivePattern,
    'A snapshot has all patterns with usages, or all that were asked for; else what changed.',
  )
  patterns!: LivePattern[];
  @Field.flag(true, 'Whether patterns that are not in it have no usages.') snapshot!: boolean;
  @Field.flag(true, 'false while more than 50,000 patterns are in use and some of them are left out.')
  complete!: boolean;
}
