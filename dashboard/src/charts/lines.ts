// What of ECharts draws lines and the bands around them.
import { LineChart } from 'echarts/charts';
import { GridSimpleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([LineChart, GridSimpleComponent, CanvasRenderer]);

export { init };
