import { Field, OR_ABSENT } from './validation/fields.js';

/** What stands beside a count that has usages of unknown outcome in it. */
export class UnknownCounts {
  @Field.count(
    38,
    'Of these: with a known outcome, which rates are of. Only with include=unknown.',
    OR_ABSENT,
  )
  known_usages?: number;
  @Field.count(4, 'Of these: with an unknown outcome. Only with include=unknown.', OR_ABSENT)
  unknown_usages?: number;
}

/** The same of a count; nothing where usages of unknown outcome are not asked for. */
export const unknownCounts = (isAsked: boolean, known: number, unknown: number): Readonly<UnknownCounts> =>
  isAsked ? { known_usages: known, unknown_usages: unknown } : {};
