import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { SuccessRatesQueryDto, SuccessRatesResponse } from './success-rates.dto.js';
import { SuccessRatesService } from './success-rates.service.js';

@ApiController('Analytics')
export class SuccessRatesController {
  constructor(private readonly rates: SuccessRatesService) {}

  @GetAnswer('success-rates', {
    summary: 'How often each pattern succeeds',
    description: 'Of all history, or of a range where one is given. A partial success is a success.',
    answer: SuccessRatesResponse,
    refuses: [SuccessRatesQueryDto, { min_samples: '0' }],
  })
  rank(@Parameters() query: SuccessRatesQueryDto): Promise<JsonAnswer<SuccessRatesResponse>> {
    return this.rates.rank(query);
  }
}
