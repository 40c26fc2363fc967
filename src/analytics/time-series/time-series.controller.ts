import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiUsageQuestion } from '../request/api-usage-question.js';
import { UsageQueryPipe } from '../request/usage-query.pipe.js';
import { TimeSeriesQueryDto, TimeSeriesResponse } from './time-series.dto.js';
import { TimeSeriesService } from './time-series.service.js';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class TimeSeriesController {
  constructor(private readonly timeSeries: TimeSeriesService) {}

  @Get('time-series')
  @ApiOperation({
    summary: 'One metric of patterns over time',
    description:
      'By default of the last 30 times 24 hours by day. Buckets in which the metric has no value are left out, unless fill=true.',
  })
  @ApiKeptAnswer(TimeSeriesResponse)
  @ApiUsageQuestion('time-series')
  ofPatterns(
    @Query(new UsageQueryPipe(TimeSeriesQueryDto)) query: TimeSeriesQueryDto,
  ): Promise<JsonAnswer<TimeSeriesResponse>> {
    return this.timeSeries.ofPatterns(query);
  }
}
