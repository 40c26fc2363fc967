import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { type ReactNode, useEffect, useRef } from 'react';
import { useTheme } from '../theme/use-theme.js';
import { type Palette, readPalette } from './palette.js';

interface Props {
  /** What is drawn; to be the same function as long as it draws the same. */
  readonly draw: (palette: Palette) => EChartsCoreOption;
  /** What the picture says, for who cannot see it. */
  readonly label: string;
  /** CSS pixels. */
  readonly height: number;
  /** Where there was a click: the data's place. */
  readonly onPick?: (place: number) => void;
}

const drawing = import('./echarts.js');

/** A picture by ECharts, in the theme's colours. */
export const Chart = ({ draw, label, height, onPick }: Props): ReactNode => {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const latest = useRef({ draw, onPick });
  latest.current = { draw, onPick };
  const { theme } = useTheme();

  useEffect(() => {
    let observer: ResizeObserver | undefined;
    let isGone = false;
    void drawing.then(({ init }) => {
      if (isGone || element.current === null) return;
      const made = init(element.current);
      chart.current = made;
      made.on('click', ({ dataIndex }) => {
        if (typeof dataIndex === 'number') latest.current.onPick?.(dataIndex);
      });
      made.setOption(latest.current.draw(readPalette()));
      observer = new ResizeObserver(() => made.resize());
      observer.observe(element.current);
    });
    return () => {
      isGone = true;
      observer?.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, []);

  useEffect(() => {
    chart.current?.setOption(draw(readPalette()), { notMerge: true, lazyUpdate: true });
  }, [draw, theme]);

  return <div ref={element} className="chart" role="img" aria-label={label} style={{ height }} />;
};
