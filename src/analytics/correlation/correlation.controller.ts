import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiUsageQuestion } from '../request/api-usage-question.js';
import { UsageQueryPipe } from '../request/usage-query.pipe.js';
import { CorrelationQueryDto, CorrelationResponse } from './correlation.dto.js';
import { CorrelationService } from './correlation.service.js';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class CorrelationController {
  constructor(private readonly correlation: CorrelationService) {}

  @Get('performance-correlation')
  @ApiOperation({
    summary: 'Whether patterns get slower or worse where they are used more',
    description:
      'Spearman’s rank correlation of the usages in a bucket with its average execution time and its average quality, over the whole buckets that have usages; refused as insufficient_data below 5. By default days of the last 30 (hours where the range is one day or less).',
  })
  @ApiKeptAnswer(CorrelationResponse)
  @ApiUsageQuestion('performance-correlation')
  ofPatterns(
    @Query(new UsageQueryPipe(CorrelationQueryDto)) query: CorrelationQueryDto,
  ): Promise<JsonAnswer<CorrelationResponse>> {
    return this.correlation.ofPatterns(query);
  }
}
