import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ParametersPipe } from '../../common/validation/parameters.pipe.js';
import { SuccessRatesQueryDto, SuccessRatesResponse } from './success-rates.dto.js';
import { SuccessRatesService } from './success-rates.service.js';

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
  rank(@Query(ParametersPipe) query: SuccessRatesQueryDto): Promise<JsonAnswer<SuccessRatesResponse>> {
    return this.rates.rank(query);
  }
}
