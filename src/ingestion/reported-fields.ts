import { applyDecorators } from '@nestjs/common';
import { IntegerWithin, NumberWithin, Optional, PrivateText, Text } from '../common/validation/rules.js';

const MAX_LENGTH = 128;
const MAX_AMOUNT = 1e9;

/** What a usage may say of its version, of who used the pattern, and of what that cost and saved. */
export const Reported = {
  version: () => applyDecorators(Optional('Of the pattern.', { example: '2.1.0' }), Text(1, MAX_LENGTH)),
  actor: () =>
    applyDecorators(
      Optional(
        'Who or what used it. Kept as a keyed hash unless ACTOR_MODE is plain, so that people can be counted and not named.',
        { example: 'dana@example.com' },
      ),
      PrivateText(1, MAX_LENGTH),
    ),
  /** A whole number that a double holds exactly. */
  tokens: (what: string, example: number) =>
    applyDecorators(Optional(what, { example }), IntegerWithin(0, Number.MAX_SAFE_INTEGER)),
  cost: () => applyDecorators(Optional('US dollars.', { example: 0.018 }), NumberWithin(0, MAX_AMOUNT)),
  timeSaved: () =>
    applyDecorators(
      Optional('Seconds that it saved, by whoever reports it.', { example: 600 }),
      NumberWithin(0, MAX_AMOUNT),
    ),
} as const satisfies Readonly<Record<string, (...about: never[]) => PropertyDecorator>>;
