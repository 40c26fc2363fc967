import {
  type Describer,
  DESCRIBERS,
  MAX_DESCRIPTION_LENGTH,
  MAX_TAG_LENGTH,
  MAX_TAGS,
  MAX_VERSION_LENGTH,
  NODE_TYPES,
  type NodeType,
  PATTERN_STATES,
  type PatternState,
  type PatternType,
} from '../common/pattern-terms.js';
import { Field, OR_NULL } from '../common/validation/fields.js';
import { OneOf, OneOfAnyCase, Optional, Rfc3339, Text, Texts, TypeWord } from '../common/validation/rules.js';

/** What people may say of a pattern. What is left out is cleared: a PUT replaces the description. */
export class PatternDescriptionDto {
  @Optional({ example: 'Retry with backoff' }) @Text(1, 256) name?: string | null;
  @Optional(
    'When the usage was that brought the name, as an export of patterns has it: a newer usage may rename the pattern. Left out, the name is given for good.',
    { example: null },
  )
  @Rfc3339()
  named_at?: string | null;
  @Optional({ example: 'architectural' }) @TypeWord() type?: PatternType | null;
  @Optional('In any case; kept in lower case.', { example: 'effect' })
  @OneOfAnyCase(NODE_TYPES)
  node_type?: string | null;
  @Optional({ example: 'Calls again after a growing pause when a call failed.' })
  @Text(0, MAX_DESCRIPTION_LENGTH)
  description?: string | null;
  @Optional({ example: ['resilience', 'http'] }) @Texts(MAX_TAGS, MAX_TAG_LENGTH) tags?: string[] | null;
  @Optional('The version that was registered last, as an export of patterns has it. Left out, it stays.', {
    example: null,
  })
  @Text(1, MAX_VERSION_LENGTH)
  version?: string | null;
  @Optional(
    'Who described it, as an export of patterns has it. Left out, it is a person, whom no scan overrules unasked; nobody where nothing is said.',
    { example: null },
  )
  @OneOf(DESCRIBERS)
  described_by?: Describer | null;
}

export class PatternResponse {
  @Field.patternId() id!: string;
  @Field.text('Retry with backoff', OR_NULL) name!: string | null;
  @Field.text('architectural', OR_NULL) type!: PatternType | null;
  @Field.word(NODE_TYPES, 'effect', OR_NULL) node_type!: NodeType | null;
  @Field.text('Calls again after a growing pause when a call failed.', OR_NULL) description!: string | null;
  @Field.list(String, { example: ['resilience', 'http'] }) tags!: string[];
  @Field.text('1.4.0', 'The version that was registered last; null where none was.', OR_NULL)
  version!: string | null;
  @Field.word(
    DESCRIBERS,
    'person',
    'Who said what it is: usages alone, a scan (POST /patterns/bulk), or somebody, whom no scan overrules unasked.',
  )
  described_by!: Describer;
  @Field.instant('2025-10-22T08:14:00Z', 'Its earliest usage; null where it was not used yet.', OR_NULL)
  first_seen!: string | null;
  @Field.word(PATTERN_STATES, 'active', 'Where it is in its life; active where nobody said anything.')
  state!: PatternState;
  @Field.instant(null, 'Since when; null where nobody said anything.', OR_NULL) state_since!: string | null;
  @Field.uuid(null, 'The pattern to use instead.', OR_NULL) replaced_by!: string | null;
  @Field.flag(false, 'Whether it is never proposed to be retired.') keep!: boolean;
}
