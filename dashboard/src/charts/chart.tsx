import type { EChartsCoreOption, EChartsType } from 'echarts/core';
import { type ReactNode, type RefObject, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useTheme } from '../theme/use-theme.js';
import { ChartTip, type Tip } from './chart-tip.js';
import { type EngineName, ENGINES } from './engines.js';
import { type Palette, readPalette } from './palette.js';

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

/** A picture by ECharts in the theme's colours, readable by pointer and by keyboard. */
export const Chart = ({ engine, draw, places, tipAt, label, height, handle }: Props): ReactNode => {
  const element = useRef<HTMLDivElement>(null);
  const chart = useRef<EChartsType>(null);
  const latest = useRef(draw);
  const [place, setPlace] = useState<number | null>(null);
  const { theme } = useTheme();
  useImperativeHandle(handle, () => ({
    render: (pixelRatio) => chart.current?.renderToCanvas({ pixelRatio }),
  }));

  useEffect(() => {
    let observer: ResizeObserver | undefined;
    let isGone = false;
    void ENGINES[engine]().then(({ init }) => {
      const canvas = element.current;
      if (isGone || canvas === null) return;
      const made = init(canvas);
      chart.current = made;
      made.setOption(latest.current(readPalette()));
      made.getZr().on('mousemove', ({ offsetX, offsetY }) => {
        const isInside = made.containPixel('grid', [offsetX, offsetY]);
        setPlace(isInside ? made.convertFromPixel({ xAxisIndex: 0 }, offsetX) : null);
      });
      made.getZr().on('globalout', () => setPlace(null));
      observer = new ResizeObserver(() => made.resize());
      observer.observe(canvas);
    });
    return () => {
      isGone = true;
      observer?.disconnect();
      chart.current?.dispose();
      chart.current = null;
    };
  }, [engine]);

  useEffect(() => {
    latest.current = draw;
    chart.current?.setOption(draw(readPalette()), { notMerge: true, lazyUpdate: true });
  }, [draw, theme]);

  useEffect(() => {
    if (place === null) return undefined;
    chart.current?.dispatchAction({ type: 'highlight', dataIndex: place });
    return () => chart.current?.dispatchAction({ type: 'downplay', dataIndex: place });
  }, [place]);

  const walk = (key: string): boolean => {
    if (key === 'Escape') setPlace(null);
    const step = STEPS[key];
    if (step === undefined || places === 0) return false;
    const start = place ?? (step > 0 ? -1 : places);
    setPlace(Math.min(places - 1, Math.max(0, start + step)));
    return true;
  };

  const tip = place === null ? undefined : tipAt(place);
  const left = place === null ? 0 : chart.current?.convertToPixel({ xAxisIndex: 0 }, place);
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
