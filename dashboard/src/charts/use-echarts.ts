import type { EChartsType } from 'echarts/core';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { type EngineName, ENGINES } from './engines.js';

/**
 * ECharts in an element, which it fills at every size.
 * @returns where to put it, and the chart: null until its engine is loaded.
 */
export const useECharts = (
  engine: EngineName,
): readonly [element: RefObject<HTMLDivElement | null>, chart: EChartsType | null] => {
  const element = useRef<HTMLDivElement>(null);
  const [chart, setChart] = useState<EChartsType | null>(null);
  useEffect(() => {
    let made: EChartsType | undefined;
    let observer: ResizeObserver | undefined;
    let isGone = false;
    void ENGINES[engine]().then(({ init }) => {
      const canvas = element.current;
      if (isGone || canvas === null) return;
      made = init(canvas);
      observer = new ResizeObserver(() => {
        // What is taken off the page has no size to be drawn in.
        if (canvas.clientWidth > 0) made?.resize();
      });
      observer.observe(canvas);
      setChart(made);
    });
    return () => {
      isGone = true;
      observer?.disconnect();
      made?.dispose();
      setChart(null);
    };
  }, [engine]);
  return [element, chart];
};
