import type { Palette } from './palette.js';

interface Line {
  /** Null where nothing was measured. */
  readonly values: readonly (number | null)[];
  /** Whether a place is only in part in the range: there the line is dashed. */
  readonly partial: readonly boolean[];
  readonly colour: string;
  readonly palette: Palette;
  /** The shape at its points, an SVG path; without one only those are marked that no line shows. */
  readonly mark?: string;
}

interface Look {
  readonly style: object;
  readonly dash: 'dashed' | readonly number[];
  readonly point: (isPartial: boolean, isAlone: boolean) => object;
}

/** From so many places on, marks stand only where no line leads to or from. */
const MAX_MARKED = 62;

const plainLook = (colour: string, { surface }: Palette): Look => ({
  style: { silent: true, symbol: 'none', itemStyle: { color: colour, borderColor: colour } },
  dash: [3, 3],
  point: (isPartial, isAlone) => ({
    symbol: isPartial || isAlone ? 'circle' : 'none',
    symbolSize: 6,
    ...(isPartial ? { itemStyle: { color: surface, borderWidth: 1.5 } } : {}),
  }),
});

const markedLook = (colour: string, mark: string, places: number): Look => ({
  style: {
    symbol: `path://${mark}`,
    showAllSymbol: true,
    itemStyle: { color: colour },
    emphasis: { scale: 1.5, lineStyle: { width: 2 } },
  },
  dash: 'dashed',
  point: (_, isAlone) => ({ symbolSize: isAlone || places <= MAX_MARKED ? 8 : 0 }),
});

/** A line for ECharts, in two series: what is whole, and dashed what leads to and from partial places. */
export const lineSeries = ({ values, partial, colour, palette, mark }: Line): object[] => {
  const { style, dash, point } =
    mark === undefined ? plainLook(colour, palette) : markedLook(colour, mark, values.length);
  const isKnown = (at: number): boolean => (values[at] ?? null) !== null;
  const isPartial = (at: number): boolean => partial[at] === true;
  const part = (type: 'solid' | Look['dash'], isIn: (at: number) => boolean): object => ({
    type: 'line',
    ...style,
    lineStyle: { color: colour, width: 2, type },
    data: values.map((value, at) =>
      isIn(at) ? { value, ...point(isPartial(at), !isKnown(at - 1) && !isKnown(at + 1)) } : null,
    ),
  });
  return [
    part('solid', (at) => !isPartial(at)),
    part(dash, (at) => isPartial(at) || isPartial(at - 1) || isPartial(at + 1)),
  ];
};
