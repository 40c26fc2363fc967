import { actorCounts, actorsOf } from './actors.js';
import { cutOf, fillBuckets, matching, said, saidFrame, spanOf, within } from './asked.js';
import { startOfLocal } from './local-buckets.js';
import type { Question } from './question.js';

export const adoption: Question = {
  path: '/adoption',
  expected: (world, asked) => {
    const span = spanOf(asked, '30d', world.now);
    const cut = cutOf(asked, 'day');
    const own = matching(world, asked);
    const first = Math.min(...world.all.map(({ at }) => at));
    const data = fillBuckets(own, span, cut)
      .filter(({ usages, hasBegun }) => hasBegun || usages.length > 0)
      .map(({ start, from, usages, isPartial }) => {
        const here = actorsOf(usages);
        const seen = actorsOf(own.filter(({ at }) => at < from));
        const before = actorsOf(within(own, { from: startOfLocal(start - 1, cut), to: start }));
        const fresh = [...here].filter((actor) => !seen.has(actor)).length;
        return {
          timestamp: said(start),
          actors: here.size,
          new: fresh,
          returning: here.size - fresh,
          lapsed: isPartial ? null : [...before].filter((actor) => !here.has(actor)).length,
          ...(isPartial ? { partial: true } : {}),
        };
      });
    const inRange = within(own, span);
    return {
      time_range: span.name,
      ...saidFrame(asked, span, cut.width),
      data,
      ...actorCounts(inRange),
      usages: inRange.length,
      first_kept: world.all.length === 0 ? null : said(first),
    };
  },
};
