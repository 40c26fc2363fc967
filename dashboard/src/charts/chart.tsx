import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { type ReactNode, type RefObject, useEffect, useImperativeHandle, useState } from 'react';
import { useTheme } from '../theme/use-theme.js';
import { ChartTip, type Tip } from './chart-tip.js';
import type { EngineName } from './engines.js';
import { type Palette, readPalette } from './palette.js';
import { useECharts } from './use-echarts.js';

/** A chart, for who wants its picture. */
export interface ChartHandle {
  /** What is drawn, in so many pixels per CSS pixel; undefined before anything is. */
  readonly render: (pixelRatio: number) => HTMLCanvasElement | undefined;
}

interface Props {
  readonly engine: EngineName;
  /** What is drawn; to be the same function as long as it draws the same. */
  readonly draw: (palette: Palette) => EChartsCoreOption;
  /** How many places the axis has. */
  readonly places: number;
  /** What is said of a place that is pointed at, or walked to with the arrow keys. */
  readonly tipAt: (place: number) => Tip | undefined;
  /** What the picture says, for who cannot see it. */
  readonly label: string;
  /** In rem. */
  readonly height: number;
  readonly handle?: RefObject<ChartHandle | null>;
}

const STEPS: Readonly<Record<string, number>> = { ArrowLeft: -1, ArrowRight: 1 };

/** The place that is pointed at, which is highlighted; null where none is. */
const usePlace = (
  chart: EChartsType | null,
): readonly [place: number | null, setPlace: (place: number | null) => void] => {
  const [place, setPlace] = useState<number | null>(null);
  useEffect(() => {
    chart?.getZr().on('mousemove', ({ offsetX, offsetY }) => {
      const isInside = chart.containPixel('grid', [offsetX, offsetY]);
      setPlace(isInside ? chart.convertFromPixel({ xAxisIndex: 0 }, offsetX) : null);
    });
    chart?.getZr().on('globalout', () => setPlace(null));
  }, [chart]);
  useEffect(() => {
    if (place === null || chart === null) return undefined;
    chart.dispatchAction({ type: 'highlight', dataIndex: place });
    return () => {
      if (!chart.isDisposed()) chart.dispatchAction({ type: 'downplay', dataIndex: place });
    };
  }, [chart, place]);
  return [place, setPlace];
};

/** A picture by ECharts in the theme's colours, readable by pointer and by keyboard. */
export const Chart = ({ engine, draw, places, tipAt, label, height, handle }: Props): ReactNode => {
  const [element, chart] = useECharts(engine);
  const [place, setPlace] = usePlace(chart);
  const { theme } = useTheme();
  useImperativeHandle(handle, () => ({ render: (pixelRatio) => chart?.renderToCanvas({ pixelRatio }) }), [
    chart,
  ]);
  useEffect(() => {
    chart?.setOption(draw(readPalette()), { notMerge: true, lazyUpdate: true });
  }, [chart, draw, theme]);

  const walk = (key: string): boolean => {
    if (key === 'Escape') setPlace(null);
    const step = STEPS[key];
    if (step === undefined || places === 0 || chart === null) return false;
    const start = place ?? (step > 0 ? -1 : places);
    setPlace(Math.min(places - 1, Math.max(0, start + step)));
    return true;
  };

  const tip = place === null ? undefined : tipAt(place);
  const left = place === null ? 0 : chart?.convertToPixel({ xAxisIndex: 0 }, place);
  const width = element.current?.clientWidth ?? 0;
  return (
    <div className="chart">
      <div
        ref={element}
        role="img"
        aria-label={label}
        tabIndex={0}
        style={{ height: `${String(height)}rem` }}
        onKeyDown={(event) => {
          if (walk(event.key)) event.preventDefault();
        }}
        onBlur={() => setPlace(null)}
      />
      {tip !== undefined && left !== undefined && (
        <>
          {engine === 'lines' && <div className="chart-guide" style={{ left }} />}
          <ChartTip tip={tip} left={left} isLeft={left > width / 2} />
        </>
      )}
    </div>
  );
};
