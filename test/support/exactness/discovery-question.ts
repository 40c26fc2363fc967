import { cutOf, fillBuckets, isBeyond, isShown, matching, said, saidFrame, spanOf, within } from './asked.js';
import { comparison } from './comparison.js';
import { byPattern, typeOf } from './figures.js';
import type { Question } from './question.js';

export const discoveryRate: Question = {
  path: '/discovery-rate',
  expected: (world, asked) => {
    const span = spanOf(asked, '7d', world.now);
    const cut = cutOf(asked, 'day');
    const beyond = isBeyond(asked, ['time_range', 'granularity']);
    // A pattern is discovered by its first usage, whatever came of it.
    const firsts = byPattern(matching({ ...world, usages: world.all }, asked)).map(({ usages }) =>
      usages.reduce((a, b) => (b.at < a.at ? b : a)),
    );
    const found = within(firsts, span);
    return {
      data_points: fillBuckets(found, span, cut)
        .filter((bucket) => isShown(asked, bucket))
        .map(({ start, usages, isPartial }) => {
          const types: Record<string, number> = {};
          for (const { pattern_id } of usages) {
            const type = typeOf(world, pattern_id);
            types[type] = (types[type] ?? 0) + 1;
          }
          const point = { timestamp: said(start), count: usages.length, pattern_types: types };
          return { ...point, ...(beyond && isPartial ? { partial: true } : {}) };
        }),
      time_range: span.name,
      granularity: cut.width,
      total_discovered: found.length,
      ...(beyond ? saidFrame(asked, span, cut.width) : {}),
      ...(asked['compare'] === undefined
        ? {}
        : { comparison: comparison(span, found.length, within(firsts, span.previous).length, null) }),
    };
  },
};
