import { ApiProperty } from '@nestjs/swagger';
import { MAX_PATTERN_NAME } from '../common/pattern-id.js';
import { PatternName } from '../common/pattern-identity.dto.js';
import { PATTERN_STATES, type PatternState } from '../common/pattern-terms.js';
import { Field, OR_NULL } from '../common/validation/fields.js';
import { Flag, OneOf, Optional, Text } from '../common/validation/rules.js';

/** Most changes of a pattern's state that an answer lists. */
export const MAX_CHANGES = 100;

/** What somebody says of a pattern's life. */
export class PatternStateDto {
  @ApiProperty({
    description:
      'draft: not to be used yet; active; deprecated: to be used no longer than needed; retired: not to be used.',
    example: 'deprecated',
  })
  @OneOf(PATTERN_STATES)
  state!: PatternState;
  @Optional(
    'The pattern to use instead of one that is deprecated or retired, by its id (a UUID) or its name. Left out, there is none.',
    { example: 'acme/code-review-2' },
  )
  @Text(1, MAX_PATTERN_NAME)
  replaced_by?: string | null;
  @Optional('Whether it is never proposed to be retired. Left out, it stays as it is.', { example: false })
  @Flag()
  keep?: boolean | null;
  @Optional('Who says so.', { example: 'dana' }) @Text(1, 128) by?: string | null;
  @Optional('Why.', { example: 'The new one also reads the tests.' }) @Text(1, 1000) reason?: string | null;
}

export class StateChangeDto {
  @Field.instant('2025-10-28T09:30:00Z') at!: string;
  @Field.word(PATTERN_STATES, 'active') from!: PatternState;
  @Field.word(PATTERN_STATES, 'deprecated') to!: PatternState;
  @Field.object(PatternName, 'The pattern to use instead.', OR_NULL) replaced_by!: PatternName | null;
  @Field.flag(false, 'Whether it is never proposed to be retired.') keep!: boolean;
  @Field.text('dana', 'Who said so.', OR_NULL) by!: string | null;
  @Field.text('The new one also reads the tests.', 'Why.', OR_NULL) reason!: string | null;
}

export class UsedSinceRetired {
  @Field.instant(
    '2025-10-28T09:30:00Z',
    'From when on usages are counted: from when it was retired or, where retention dropped what tells so exactly, from the Monday after.',
  )
  from!: string;
  @Field.count(3, 'Whatever came of them.') usages!: number;
  @Field.instant('2025-10-29T11:00:00Z', 'The latest of them; null without any.', OR_NULL)
  last_used!: string | null;
}

export class LifeCycleResponse extends PatternName {
  @Field.word(PATTERN_STATES, 'deprecated') state!: PatternState;
  @Field.instant('2025-10-28T09:30:00Z', 'Since when; null where nobody said anything.', OR_NULL)
  state_since!: string | null;
  @Field.object(PatternName, 'The pattern to use instead.', OR_NULL) replaced_by!: PatternName | null;
  @Field.flag(false, 'Whether it is never proposed to be retired.') keep!: boolean;
  @Field.object(UsedSinceRetired, 'Null where it is not retired.', OR_NULL)
  used_since_retired!: UsedSinceRetired | null;
  @Field.list(StateChangeDto, `The youngest ${MAX_CHANGES}, the youngest first.`) changes!: StateChangeDto[];
}
