import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { TrendsQueryDto, TrendsResponse } from './trends.dto.js';
import { TrendsService } from './trends.service.js';

@ApiController('Analytics')
export class TrendsController {
  constructor(private readonly trends: TrendsService) {}

  @GetAnswer('trends', {
    summary: 'Where patterns are going',
    description:
      'The line of least squares over the buckets of a range, by default days of the last 30 (hours where the range is one day or less). Usages are counted in whole buckets, empty ones included; averages are of the buckets that have one.',
    answer: TrendsResponse,
    refuses: [TrendsQueryDto, { time_range: '2d' }],
    needsUsages: true,
  })
  ofPatterns(@Parameters() query: TrendsQueryDto): Promise<JsonAnswer<TrendsResponse>> {
    return this.trends.ofPatterns(query);
  }
}
