import type { EChartsType } from 'echarts/core';
import { type RefObject, useEffect, useMemo, useState } from 'react';
import { readPalette } from '../../charts/palette.js';
import { useECharts } from '../../charts/use-echarts.js';
import { useTheme } from '../../theme/use-theme.js';
import { graphOption } from './graph-option.js';
import type { GraphChoice } from './graph-query.js';
import type { Point } from './layout.js';
import { usePlaces } from './use-places.js';
import type { Relationships } from './use-relationships.js';

/** How much wider than high, or the other way round, the picture gets with its place. */
const MAX_STRETCH = 2;

interface DrawnGraph {
  /** Where to put it. */
  readonly element: RefObject<HTMLDivElement | null>;
  /** Null until it is loaded. */
  readonly chart: EChartsType | null;
  /** Where the nodes stand. */
  readonly places: readonly Point[];
  readonly isDrawn: boolean;
}

/** The picture of a graph, in the theme's colours. */
export const useDrawnGraph = (relationships: Relationships, choice: GraphChoice): DrawnGraph => {
  const [element, chart] = useECharts('graph');
  const { theme } = useTheme();
  /** Of the picture in CSS pixels, as it was when it was first drawn. */
  const [size, setSize] = useState<{ readonly width: number; readonly height: number } | null>(null);
  const round = usePlaces(relationships);
  const shape = size === null ? 1 : size.width / Math.max(1, size.height);
  const stretch = Math.min(MAX_STRETCH, Math.max(1 / MAX_STRETCH, shape));
  const places = useMemo(() => round.map(({ x, y }) => ({ x: x * stretch, y })), [round, stretch]);

  useEffect(() => {
    setSize(chart && { width: chart.getWidth(), height: chart.getHeight() });
  }, [chart]);
  useEffect(() => {
    if (size === null) return;
    chart?.setOption(graphOption(relationships, places, choice, readPalette(), size.width * size.height));
  }, [chart, size, relationships, places, choice, theme]);

  return { element, chart, places, isDrawn: size !== null };
};
