import { hatch } from './hatch.js';
import { isPartial, type Look } from './time-plan.js';

/** Bars that stand on each other, from the bottom up; a partial bucket is hatched. */
export const STACKED_BARS: Look = {
  engine: 'bars',
  seriesOf: ({ series, buckets, gap = '18%' }, palette) =>
    series.map(({ values, colour }) => ({
      type: 'bar',
      stack: 'all',
      barCategoryGap: gap,
      barMaxWidth: 48,
      itemStyle: { color: palette.colour(colour) },
      data: buckets.map((bucket, at) =>
        isPartial(bucket)
          ? { value: values[at], itemStyle: { opacity: 0.7, decal: hatch(palette) } }
          : values[at],
      ),
    })),
};
