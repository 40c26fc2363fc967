import { type ReactNode, useCallback } from 'react';
import { Chart } from '../../charts/chart.js';
import { ChartTable } from '../../charts/chart-table.js';
import { frame } from '../../charts/frame.js';
import type { Palette } from '../../charts/palette.js';
import type { Tip } from '../../charts/chart-tip.js';
import * as format from '../../format/format.js';
import { Panel } from '../../parts/panel.js';
import type { Overview } from './use-overview.js';

/** How the qualities that were reported are spread. */
export const QualityChart = ({ overview }: { readonly overview: Overview }): ReactNode => {
  const { quality_distribution: bands, current } = overview;
  const total = bands.reduce((sum, { count }) => sum + count, 0);
  const draw = useCallback(
    (palette: Palette) => ({
      ...frame({
        names: bands.map(({ from }) => format.score(from)),
        palette,
        write: format.shortCount,
      }),
      series: [
        {
          type: 'bar',
          barCategoryGap: '12%',
          itemStyle: { color: palette.accent, borderRadius: [2, 2, 0, 0] },
          data: bands.map(({ count }) => count),
        },
      ],
    }),
    [bands],
  );
  const tipAt = (place: number): Tip | undefined => {
    const band = bands[place];
    if (band === undefined) return undefined;
    return {
      title: `Quality ${format.score(band.from)} to ${format.score(band.to)}`,
      lines: [
        { name: 'Usages', value: format.count(band.count) },
        { name: 'Share', value: format.percent(total === 0 ? null : band.count / total) },
      ],
    };
  };
  return (
    <Panel
      title="Quality"
      note={`${format.count(total)} of ${format.count(current.known_usages ?? current.usages)} usages came with a quality.`}
    >
      <Chart
        engine="bars"
        draw={draw}
        places={bands.length}
        tipAt={tipAt}
        height={10}
        label={`Usages by their quality, on average ${format.score(current.average_quality)}.`}
      />
      <ChartTable
        caption="Usages by quality"
        columns={['Quality', 'Usages', 'Share']}
        rows={bands.map(({ from, to, count }) => [
          `${format.score(from)} – ${format.score(to)}`,
          format.count(count),
          format.percent(total === 0 ? null : count / total),
        ])}
      />
    </Panel>
  );
};
