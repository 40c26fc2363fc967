import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { CorrelationQueryDto, CorrelationResponse } from './correlation.dto.js';
import { CorrelationService } from './correlation.service.js';

@ApiController('Analytics')
export class CorrelationController {
  constructor(private readonly correlation: CorrelationService) {}

  @GetAnswer('performance-correlation', {
    summary: 'Whether patterns get slower or worse where they are used more',
    description:
      'Spearman’s rank correlation of the usages in a bucket with its average execution time and its average quality, over the whole buckets that have usages; refused as insufficient_data below 5. By default days of the last 30 (hours where the range is one day or less).',
    answer: CorrelationResponse,
    refuses: [CorrelationQueryDto, { time_range: '2d' }],
    needsUsages: true,
  })
  ofPatterns(@Parameters() query: CorrelationQueryDto): Promise<JsonAnswer<CorrelationResponse>> {
    return this.correlation.ofPatterns(query);
  }
}
