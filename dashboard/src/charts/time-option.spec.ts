import { describe, expect, it } from '@jest/globals';
import * as format from '../format/format.js';
import { LINES, MARKED_LINES } from './line-looks.js';
import { MARKS } from './marks.js';
import type { Palette } from './palette.js';
import { STACKED_BARS } from './stacked-bars.js';
import { timeOption } from './time-option.js';
import type { TimePlan } from './time-plan.js';

const PALETTE: Palette = {
  textSize: 12,
  font: 'sans-serif',
  ink: 'ink',
  muted: 'muted',
  line: 'line',
  surface: 'surface',
  accent: 'accent',
  colour: (name) => `colour of ${name}`,
};

interface Item {
  readonly value: number | null;
  readonly symbol?: string;
  readonly symbolSize?: number;
}

interface Series {
  readonly type: string;
  readonly stack?: string;
  readonly symbol?: string;
  readonly itemStyle?: { readonly color: string };
  readonly lineStyle?: { readonly type: unknown };
  readonly data: readonly (Item | number | null)[];
}

const seriesOf = (plan: Partial<TimePlan>, partial: readonly number[], values: (number | null)[]): Series[] =>
  timeOption(
    {
      title: 'Usages',
      label: '',
      height: 10,
      buckets: values.map((_, at) => ({
        timestamp: new Date(Date.UTC(2026, 2, 1 + at)).toISOString(),
        partial: partial.includes(at),
      })),
      granularity: 'day',
      timezone: 'UTC',
      look: STACKED_BARS,
      series: [
        { name: 'One', colour: 'one', values },
        { name: 'Two', colour: 'two', values },
      ],
      write: format.count,
      writeShort: format.shortCount,
      ...plan,
    },
    PALETTE,
  )['series'] as Series[];

const valuesOf = ({ data }: Series): (number | null)[] =>
  data.map((item) => (item !== null && typeof item === 'object' ? item.value : item));

describe('bars', () => {
  it('stand on each other in the colours of their series, hatched where they are partial', () => {
    const series = seriesOf({}, [2], [1, 0, 5]);
    expect(series.map(({ type, stack, itemStyle }) => [type, stack, itemStyle?.color])).toEqual([
      ['bar', 'all', 'colour of one'],
      ['bar', 'all', 'colour of two'],
    ]);
    expect(series[0]?.data.slice(0, 2)).toEqual([1, 0]);
    expect(series[0]?.data[2]).toMatchObject({ value: 5, itemStyle: { decal: { color: 'surface' } } });
  });
});

describe('lines', () => {
  it('are whole, and dashed to and from partial buckets', () => {
    const [, , whole, dashed] = seriesOf({ look: LINES }, [0, 3], [1, 2, 3, 4, 5, 6]);
    expect(valuesOf(whole!)).toEqual([null, 2, 3, null, 5, 6]);
    expect(valuesOf(dashed!)).toEqual([1, 2, 3, 4, 5, null]);
    expect([whole!.lineStyle?.type, dashed!.lineStyle?.type]).toEqual(['solid', [3, 3]]);
  });

  it('stand in order from the last up, so that the first is on top', () => {
    const colours = seriesOf({ look: LINES }, [], [1, 2]).map(({ itemStyle }) => itemStyle?.color);
    expect(colours).toEqual(['colour of two', 'colour of two', 'colour of one', 'colour of one']);
  });

  it('have a point where no line leads to or from, and where a bucket is partial', () => {
    const [, , whole, dashed] = seriesOf({ look: LINES }, [5], [1, null, 3, 4, 5, 6]);
    const symbols = (series: Series): unknown[] => series.data.map((item) => (item as Item | null)?.symbol);
    expect(symbols(whole!).slice(0, 4)).toEqual(['circle', 'none', 'none', 'none']);
    expect(symbols(dashed!).slice(4)).toEqual(['none', 'circle']);
  });

  it('stand before the band in which they surely lie', () => {
    const band = { colour: 'one', lower: [1, 2, null], upper: [3, 5, null] };
    const [lower, room] = seriesOf({ look: LINES, band }, [], [2, 3, null]);
    expect([valuesOf(lower!), valuesOf(room!)]).toEqual([
      [1, 2, null],
      [2, 3, null],
    ]);
  });

  it('have marks of their own where there are many', () => {
    const series = seriesOf({ look: MARKED_LINES }, [2], [1, 2, 3]);
    expect(series.map(({ symbol }) => symbol)).toEqual(
      [0, 0, 1, 1].map((place) => `path://${MARKS[place]!}`),
    );
    expect(series.map(({ lineStyle }) => lineStyle?.type)).toEqual(['solid', 'dashed', 'solid', 'dashed']);
  });

  it.each([
    [62, 8],
    [63, 0],
  ])('of %d buckets have marks of size %d, and always where they stand alone', (count, size) => {
    const values = Array.from({ length: count }, (_, at) => (at === 1 ? null : at));
    const [whole] = seriesOf({ look: MARKED_LINES }, [], values);
    expect([0, 2, 3].map((at) => (whole?.data[at] as Item).symbolSize)).toEqual([8, size, size]);
  });
});
