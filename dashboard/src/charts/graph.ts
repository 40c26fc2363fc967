// What of ECharts draws nodes and what connects them.
import { GraphChart } from 'echarts/charts';
import { init, use } from 'echarts/core';
import { LabelLayout } from 'echarts/features';
import { CanvasRenderer } from 'echarts/renderers';

use([GraphChart, LabelLayout, CanvasRenderer]);

export { init };
