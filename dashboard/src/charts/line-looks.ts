import { bandSeries } from './band-series.js';
import { lineSeries } from './line-series.js';
import { MARKS } from './marks.js';
import type { Palette } from './palette.js';
import { isPartial, type Look, type TimePlan } from './time-plan.js';

const linesOf = (
  { series, buckets }: TimePlan,
  palette: Palette,
  markOf: (place: number) => string | undefined,
): object[][] =>
  series.map(({ values, colour }, place) =>
    lineSeries({
      values,
      partial: buckets.map(isPartial),
      colour: palette.colour(colour),
      palette,
      mark: markOf(place),
    }),
  );

/** A few lines, the first on top where they meet; to and from a partial bucket they are dashed. */
export const LINES: Look = {
  engine: 'lines',
  seriesOf: (plan, palette) => [
    ...(plan.band === undefined
      ? []
      : bandSeries({ ...plan.band, colour: palette.colour(plan.band.colour) })),
    ...linesOf(plan, palette, () => undefined)
      .toReversed()
      .flat(),
  ],
};

/** Lines of which each has a mark of its own by its place. */
export const MARKED_LINES: Look = {
  engine: 'lines',
  seriesOf: (plan, palette) => linesOf(plan, palette, (place) => MARKS[place % MARKS.length]).flat(),
};
