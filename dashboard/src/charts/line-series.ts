import type { Palette } from './palette.js';

interface Line {
  /** Null where nothing was measured. */
  readonly values: readonly (number | null)[];
  /** Whether a place is only in part in the range: there the line is dashed. */
  readonly partial: readonly boolean[];
  readonly colour: string;
  readonly palette: Palette;
}

const point = (value: number | null, isPartial: boolean, isAlone: boolean, { surface }: Palette): object => ({
  value,
  symbol: isPartial || isAlone ? 'circle' : 'none',
  symbolSize: 6,
  ...(isPartial ? { itemStyle: { color: surface, borderWidth: 1.5 } } : {}),
});

/** A line for ECharts, in two series: what is whole, and dashed what is partial. */
export const lineSeries = ({ values, partial, colour, palette }: Line): object[] => {
  const isKnown = (at: number): boolean => (values[at] ?? null) !== null;
  const isAlone = (at: number): boolean => !isKnown(at - 1) && !isKnown(at + 1);
  const style = {
    type: 'line',
    silent: true,
    symbol: 'none',
    itemStyle: { color: colour, borderColor: colour },
    lineStyle: { color: colour, width: 2 },
  };
  return [
    {
      ...style,
      data: values.map((value, at) =>
        partial[at] === true ? null : point(value, false, isAlone(at), palette),
      ),
    },
    {
      ...style,
      lineStyle: { ...style.lineStyle, type: [3, 3] },
      data: values.map((value, at) => {
        const isPartial = partial[at] === true;
        const isBeside = partial[at - 1] === true || partial[at + 1] === true;
        return isPartial || isBeside ? point(value, isPartial, false, palette) : null;
      }),
    },
  ];
};
