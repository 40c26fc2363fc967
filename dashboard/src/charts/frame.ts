import type { EChartsCoreOption } from 'echarts/core';
import type { Palette } from './palette.js';

/** Of the axis that values stand at, as far as it is known. */
export interface Scale {
  readonly min?: number;
  readonly max?: number;
  /** From mark to mark. */
  readonly interval?: number;
  /** Whether it may begin above 0, as it may for lines. */
  readonly isCut?: boolean;
}

interface Frame extends Scale {
  /** Names below the axis, a place each. */
  readonly names: readonly string[];
  readonly palette: Palette;
  /** Writes a value beside the axis. */
  readonly write: (value: number) => string;
}

/** Axes and grid, the same in every chart over places. */
export const frame = ({
  names,
  palette,
  write,
  min,
  max,
  interval,
  isCut = false,
}: Frame): EChartsCoreOption => ({
  // A dozen frames for each update of a page that is followed all day would cost more than all the rest.
  animation: false,
  textStyle: { fontFamily: palette.font },
  grid: { left: 4, right: 8, top: 12, bottom: 4, containLabel: true },
  xAxis: {
    type: 'category',
    data: names,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: palette.line } },
    axisLabel: { color: palette.muted, hideOverlap: true, fontSize: palette.textSize },
  },
  yAxis: {
    type: 'value',
    min,
    max,
    interval,
    scale: isCut,
    splitNumber: 4,
    splitLine: { lineStyle: { color: palette.line } },
    axisLabel: { color: palette.muted, formatter: write, fontSize: palette.textSize },
  },
});
