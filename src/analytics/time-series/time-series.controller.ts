import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { EXAMPLE_ID } from '../../common/example-id.js';
import { ParametersPipe } from '../../common/validation/parameters.pipe.js';
import { TimeSeriesQueryDto, TimeSeriesResponse } from './time-series.dto.js';
import { TimeSeriesService } from './time-series.service.js';

@ApiTags('Analytics')
@Controller(API_PREFIX)
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
  ofPatterns(@Query(ParametersPipe) query: TimeSeriesQueryDto): Promise<JsonAnswer<TimeSeriesResponse>> {
    return this.timeSeries.ofPatterns(query);
  }
}
