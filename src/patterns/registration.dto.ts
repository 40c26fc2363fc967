import {
  MAX_DESCRIPTION_LENGTH,
  MAX_TAG_LENGTH,
  MAX_TAGS,
  MAX_VERSION_LENGTH,
  NODE_TYPES,
  type PatternType,
} from '../common/pattern-terms.js';
import { ReportedPattern, ReportedPatternId } from '../common/validation/reported-pattern.js';
import {
  FlagText,
  MayBeAbsent,
  OneOfAnyCase,
  Optional,
  Text,
  Texts,
  TypeWord,
} from '../common/validation/rules.js';

/** A pattern that exists, as a scan finds it. */
export class PatternRegistrationDto {
  @ReportedPatternId() pattern_id?: string | null;
  @ReportedPattern() pattern?: string | null;
  @Optional('Shown in place of pattern.', { example: 'Code review' }) @Text(1, 256) name?: string | null;
  @Optional({ example: 'skill' }) @TypeWord() pattern_type?: PatternType | null;
  @Optional('In any case; kept in lower case.', { example: 'effect' })
  @OneOfAnyCase(NODE_TYPES)
  node_type?: string | null;
  @Optional({ example: 'Reviews a change and says what to mend.' })
  @Text(0, MAX_DESCRIPTION_LENGTH)
  description?: string | null;
  @Optional({ example: ['review'] }) @Texts(MAX_TAGS, MAX_TAG_LENGTH) tags?: string[] | null;
  @Optional({ example: '1.4.0' }) @Text(1, MAX_VERSION_LENGTH) version?: string | null;
}

export class RegistrationQueryDto {
  @MayBeAbsent('Describes anew also what somebody described.', { default: false })
  @FlagText()
  overwrite?: boolean;
}
