import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiQueryProblems } from '../../common/problem/api-query-problems.js';
import { UsageQueryPipe } from '../request/usage-query.pipe.js';
import { SuccessRatesQueryDto, SuccessRatesResponse } from './success-rates.dto.js';
import { SuccessRatesService } from './success-rates.service.js';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class SuccessRatesController {
  constructor(private readonly rates: SuccessRatesService) {}

  @Get('success-rates')
  @ApiOperation({
    summary: 'How often each pattern succeeds',
    description: 'Of all history, or of a range where one is given. A partial success is a success.',
  })
  @ApiKeptAnswer(SuccessRatesResponse)
  @ApiQueryProblems({
    path: `/${API_PREFIX}/success-rates`,
    parameter: 'min_samples',
    value: '0',
    code: 'out_of_range',
    allowed: 'a whole number from 1 to 1000',
  })
  rank(
    @Query(new UsageQueryPipe(SuccessRatesQueryDto)) query: SuccessRatesQueryDto,
  ): Promise<JsonAnswer<SuccessRatesResponse>> {
    return this.rates.rank(query);
  }
}
