import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiQueryProblems } from '../../common/problem/api-query-problems.js';
import { UsageQueryPipe } from '../request/usage-query.pipe.js';
import { QualityMetricsQueryDto, QualityMetricsResponse } from './quality-metrics.dto.js';
import { QualityMetricsService } from './quality-metrics.service.js';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class QualityMetricsController {
  constructor(private readonly quality: QualityMetricsService) {}

  @Get('quality-metrics')
  @ApiOperation({
    summary: 'How the quality of each pattern’s results develops',
    description: 'A measurement is the mean quality of a bucket: of a day, over the last 30, by default.',
  })
  @ApiKeptAnswer(QualityMetricsResponse)
  @ApiQueryProblems({
    path: `/${API_PREFIX}/quality-metrics`,
    parameter: 'min_quality',
    value: '2',
    code: 'out_of_range',
    allowed: 'a number from 0 to 1',
  })
  measure(
    @Query(new UsageQueryPipe(QualityMetricsQueryDto)) query: QualityMetricsQueryDto,
  ): Promise<JsonAnswer<QualityMetricsResponse>> {
    return this.quality.measure(query);
  }
}
