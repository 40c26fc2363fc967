import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { UsageQueryPipe } from '../request/usage-query.pipe.js';
import { SuccessRatesQueryDto, SuccessRatesResponse } from './success-rates.dto.js';
import { SuccessRatesService } from './success-rates.service.js';
import { GetAnswer } from '../../cache/get-answer.js';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class SuccessRatesController {
  constructor(private readonly rates: SuccessRatesService) {}

  @GetAnswer('success-rates', {
    summary: 'How often each pattern succeeds',
    description: 'Of all history, or of a range where one is given. A partial success is a success.',
    answer: SuccessRatesResponse,
    refuses: [SuccessRatesQueryDto, { min_samples: '0' }],
  })
  rank(
    @Query(new UsageQueryPipe(SuccessRatesQueryDto)) query: SuccessRatesQueryDto,
  ): Promise<JsonAnswer<SuccessRatesResponse>> {
    return this.rates.rank(query);
  }
}
