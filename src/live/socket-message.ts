import { InvalidInputError } from '../common/tracker-error.js';
import { DistinctNames, DistinctUuids, OneOf, Optional } from '../common/validation/rules.js';
import { validateDto } from '../common/validation/validate-dto.js';
import { MAX_FOLLOWED } from './followed-patterns.js';

/** What a client may say over its WebSocket. */
export class SocketMessageDto {
  @OneOf(['subscribe', 'unsubscribe']) type!: 'subscribe' | 'unsubscribe';
  @Optional() @DistinctUuids(1, MAX_FOLLOWED) pattern_ids?: string[] | null;
  /** By their names. */
  @Optional() @DistinctNames(1, MAX_FOLLOWED) patterns?: string[] | null;
}

const malformed = new InvalidInputError([
  {
    pointer: '',
    code: 'malformed_json',
    allowed: 'a text message with a JSON object',
    message: 'The message is not JSON; it must be a text message with a JSON object.',
  },
]);

/** @throws InvalidInputError */
export const readSocketMessage = (data: Buffer, isBinary: boolean): SocketMessageDto => {
  let value: unknown;
  try {
    value = isBinary ? undefined : JSON.parse(data.toString());
  } catch {
    value = undefined;
  }
  if (value === undefined) throw malformed;
  return validateDto(SocketMessageDto, value);
};
