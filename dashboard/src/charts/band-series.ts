interface Band {
  readonly lower: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
  readonly colour: string;
}

/** What lies between two lines, for ECharts: an area upon one that is not seen. */
export const bandSeries = ({ lower, upper, colour }: Band): object[] => {
  const unseen = { type: 'line', silent: true, symbol: 'none', lineStyle: { opacity: 0 }, stack: 'band' };
  return [
    { ...unseen, data: lower },
    {
      ...unseen,
      areaStyle: { color: colour, opacity: 0.16 },
      data: upper.map((end, at) => {
        const start = lower[at] ?? null;
        return end === null || start === null ? null : end - start;
      }),
    },
  ];
};
