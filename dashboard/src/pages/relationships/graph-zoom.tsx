import type { EChartsType } from 'echarts/core';
import type { ReactNode } from 'react';

const ZOOM = 1.4;

const zoomBy = (chart: EChartsType | null, by: number): void =>
  chart?.dispatchAction({
    type: 'graphRoam',
    seriesId: 'pairs',
    zoom: by,
    originX: chart.getWidth() / 2,
    originY: chart.getHeight() / 2,
  });

export const zoomIn = (chart: EChartsType | null): void => zoomBy(chart, ZOOM);
export const zoomOut = (chart: EChartsType | null): void => zoomBy(chart, 1 / ZOOM);
/** Shows all of it again. */
export const fit = (chart: EChartsType | null): void =>
  chart?.setOption({ series: [{ id: 'pairs', zoom: 1, center: null }] });

/** The buttons beside a graph that make it larger and smaller. */
export const GraphZoom = ({ chart }: { readonly chart: EChartsType | null }): ReactNode => (
  <div className="graph-tools" role="group" aria-label="Zoom">
    <button type="button" className="button icon-button" aria-label="Zoom in" onClick={() => zoomIn(chart)}>
      +
    </button>
    <button type="button" className="button icon-button" aria-label="Zoom out" onClick={() => zoomOut(chart)}>
      −
    </button>
    <button type="button" className="button" onClick={() => fit(chart)}>
      Fit
    </button>
  </div>
);
