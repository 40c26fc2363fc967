import { MAX_PATTERN_NAME } from '../pattern-id.js';
import { Text } from './rules.js';

/** The parameter of a path that names a pattern, by its UUID or its name. */
export class IdDto {
  @Text(1, MAX_PATTERN_NAME) id!: string;
}
