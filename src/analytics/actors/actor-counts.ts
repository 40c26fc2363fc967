import type { ActorCount } from '../../store/usages/actor-question.js';
import type { ActorCounts } from './actors.dto.js';

type Counted = Pick<ActorCount, 'actors' | 'told'>;

/** Distinct actors; null where no usage tells one. */
export const actorsOf = (counted: Counted | undefined): number | null =>
  counted && counted.told > 0 ? counted.actors : null;

/**
 * Who used something.
 * @param counted nothing where there are no usages.
 */
export const actorCounts = (counted: Counted | undefined): Readonly<ActorCounts> => ({
  actors: actorsOf(counted),
  usages_with_actor: counted?.told ?? 0,
});

/** Where nobody can tell any more. */
export const UNKNOWN_ACTORS: Readonly<ActorCounts> = { actors: null, usages_with_actor: null };
