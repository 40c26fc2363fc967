import * as format from '../../format/format.js';
import { date } from '../../format/times.js';
import type { AdoptionCourse } from './use-adoption.js';

export const NO_ACTORS = 'No usage in this range tells who used it, so that nothing can be said of adoption.';

const people = (count: number): string => `${format.count(count)} ${count === 1 ? 'person' : 'people'}`;

/** The last bucket that is whole, where who stayed away is known. */
const lastWhole = ({ data }: AdoptionCourse): AdoptionCourse['data'][0] | undefined =>
  data.findLast(({ lapsed }) => lapsed !== null);

/** How many people use a pattern, how many of them are new and how many stayed away, in words. */
export const adoptionText = (adoption: AdoptionCourse): string => {
  const { data, actors, usages, usages_with_actor: told, first_kept: kept, timezone, granularity } = adoption;
  const fresh = data.reduce((sum, bucket) => sum + bucket.new, 0);
  const last = lastWhole(adoption);
  return [
    `${people(actors ?? 0)} used it in this range, ${format.count(fresh)} for the first time (n ${format.count(told)} of ${format.count(usages)} usages, which tell who).`,
    ...(last?.lapsed == null
      ? []
      : [
          `In the ${granularity} from ${date(last.timestamp, timezone)} ${people(last.actors)} did; ${format.count(last.lapsed)} of the ${granularity} before did not come back.`,
        ]),
    ...(kept === null
      ? []
      : [`Usages are kept from ${date(kept, timezone)} on: who used it only before then counts as new.`]),
  ].join(' ');
};
