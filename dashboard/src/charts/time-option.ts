import type { EChartsCoreOption } from 'echarts/core';
import { axisName } from '../format/times.js';
import { frame } from './frame.js';
import type { Palette } from './palette.js';
import type { TimePlan } from './time-plan.js';

/** A chart over time, for ECharts. */
export const timeOption = (plan: TimePlan, palette: Palette): EChartsCoreOption => ({
  ...frame({
    names: plan.buckets.map(({ timestamp }) => axisName(timestamp, plan.granularity, plan.timezone)),
    palette,
    write: plan.writeShort,
    ...plan.scale,
  }),
  series: plan.look.seriesOf(plan, palette),
});
