import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiUsageQuestion } from '../request/api-usage-question.js';
import { GroupQueryDto } from '../request/usage-query.dto.js';
import { UsageQueryPipe } from '../request/usage-query.pipe.js';
import { QualityTrendsResponse } from './quality-trends.dto.js';
import { QualityTrendsService } from './quality-trends.service.js';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class QualityTrendsController {
  constructor(private readonly qualityTrends: QualityTrendsService) {}

  @Get('quality-trends')
  @ApiOperation({
    summary: 'The quality of all patterns over time',
    description:
      'By default of the last 30 times 24 hours by day; buckets without any quality are left out, unless fill=true.',
  })
  @ApiKeptAnswer(QualityTrendsResponse)
  @ApiUsageQuestion('quality-trends')
  overTime(
    @Query(new UsageQueryPipe(GroupQueryDto)) query: GroupQueryDto,
  ): Promise<JsonAnswer<QualityTrendsResponse>> {
    return this.qualityTrends.overTime(query);
  }
}
