import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { EXAMPLE_ID } from '../../common/example-id.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { TimeSeriesQueryDto, TimeSeriesResponse } from './time-series.dto.js';
import { TimeSeriesService } from './time-series.service.js';

@ApiController('Analytics')
export class TimeSeriesController {
  constructor(private readonly timeSeries: TimeSeriesService) {}

  @GetAnswer('time-series', {
    summary: 'One metric of patterns over time',
    description:
      'By default of the last 30 times 24 hours by day. Buckets in which the metric has no value are left out, unless fill=true.',
    answer: TimeSeriesResponse,
    refuses: [TimeSeriesQueryDto, { pattern_id: EXAMPLE_ID, metric: 'quality', time_range: '2d' }],
    needsUsages: true,
  })
  ofPatterns(@Parameters() query: TimeSeriesQueryDto): Promise<JsonAnswer<TimeSeriesResponse>> {
    return this.timeSeries.ofPatterns(query);
  }
}
