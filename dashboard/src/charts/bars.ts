// What of ECharts draws bars. Another kind of chart is another file like this one, so that each page
// loads no more than it shows.
import { BarChart } from 'echarts/charts';
import { GridSimpleComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';

use([BarChart, GridSimpleComponent, CanvasRenderer]);

export { init };
