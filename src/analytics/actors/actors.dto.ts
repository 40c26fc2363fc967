import { Field, OR_NULL } from '../../common/validation/fields.js';

/** Who used something, as far as usages tell it. */
export class ActorCounts {
  @Field.count(
    9,
    'Distinct actors of the usages that tell one; they do not add up over ranges or patterns. Null where no usage tells one or, with usages_with_actor, where retention dropped what does.',
    OR_NULL,
  )
  actors!: number | null;
  @Field.count(41, 'Usages that tell an actor.', OR_NULL) usages_with_actor!: number | null;
}
