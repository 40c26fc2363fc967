import { type TelemetryKind, TELEMETRY_KINDS } from '../../common/telemetry-kind.js';
import { Field, OR_NULL } from '../../common/validation/fields.js';
import { IntegerText, MayBeAbsent } from '../../common/validation/rules.js';
import { MAX_UNMAPPED_NAMES } from '../../store/usages/unmapped.repository.js';

export const DEFAULT_NAMES = 20;

export class UnmappedQueryDto {
  @MayBeAbsent('Only so many of them.', { default: DEFAULT_NAMES })
  @IntegerText(1, MAX_UNMAPPED_NAMES)
  limit?: number;
}

export class UnmappedNameDto {
  @Field.word(TELEMETRY_KINDS, 'log', 'A log record, a span, or a data point of a metric.')
  kind!: TelemetryKind;
  @Field.text(
    'foo.bar',
    `Of the event, operation, span or metric; unnamed without one. Beyond ${MAX_UNMAPPED_NAMES} names they are counted as other.`,
  )
  name!: string;
  @Field.count(1204, 'How many came, since first_seen.') count!: number;
  @Field.instant('2025-10-21T08:00:00Z') first_seen!: string;
  @Field.instant('2025-10-28T09:29:59Z') last_seen!: string;
  @Field.text('my-agent', 'The service.name of one of them; null where none said it.', OR_NULL)
  service!: string | null;
  @Field.list(String, 'Names of attributes that one of them has, those first that may name a pattern.', {
    example: ['skill.name', 'duration_ms'],
  })
  attributes!: string[];
  @Field.text(
    'OTLP_EVENTS=\'{"foo.bar":{"pattern":"skill.name"}}\'',
    'What would make usages of them, to be put together with what OTLP_EVENTS says already. Its attribute is a guess, or ATTRIBUTE where none names a pattern. Null where nothing could: of metrics, of what has no name.',
    OR_NULL,
  )
  configuration!: string | null;
}

export class UnmappedResponse {
  @Field.count(
    30,
    'A name is forgotten once nothing came under it for so many days (RETENTION_INGESTION_DAYS).',
  )
  kept_days!: number;
  @Field.count(1, 'How many names there are, listed or not.') total_names!: number;
  @Field.list(UnmappedNameDto, 'Those that can be mapped first, of each kind the most frequent first.')
  names!: UnmappedNameDto[];
}
