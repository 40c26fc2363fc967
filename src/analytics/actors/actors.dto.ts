import { Field, OR_ABSENT, OR_NULL } from '../../common/validation/fields.js';
import { FlagText, MayBeAbsent } from '../../common/validation/rules.js';

export class ActorsQueryDto {
  @MayBeAbsent('Whether distinct actors are counted as well, which takes longer.', { default: false })
  @FlagText()
  actors?: boolean;
}

const WHERE_ASKED = { ...OR_NULL, ...OR_ABSENT };

/** Who used something, as far as usages tell it; nothing where nobody asks for it. */
export class ActorCounts {
  @Field.count(
    9,
    'With actors=true: distinct actors of the usages that tell one; they do not add up over ranges or patterns. Null where no usage tells one or, with usages_with_actor, where retention dropped what does.',
    WHERE_ASKED,
  )
  actors?: number | null;
  @Field.count(41, 'With actors=true: usages that tell an actor.', WHERE_ASKED)
  usages_with_actor?: number | null;
}
