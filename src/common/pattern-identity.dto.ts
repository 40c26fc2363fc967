import type { PatternType } from './pattern-terms.js';
import { Field } from './validation/fields.js';

/** Which pattern an answer is about. */
export class PatternName {
  @Field.patternId() pattern_id!: string;
  @Field.text('Retry with backoff', 'Its name; without one, pattern_ and the first 8 characters of its id.')
  pattern_name!: string;
}

/** The same, and of which type it is. */
export class PatternIdentity extends PatternName {
  @Field.text('architectural', 'other where it has none.') pattern_type!: PatternType;
}
