import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { OverviewQueryDto, OverviewResponse } from './overview.dto.js';
import { OverviewService } from './overview.service.js';

@ApiController('Analytics')
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  @GetAnswer('overview', {
    summary: 'A range at a glance, against the one before it',
    description:
      'Usages by outcome, success, quality and latency in total and per bucket, and the patterns that stand out; by default of the last 7 times 24 hours.',
    answer: OverviewResponse,
    refuses: [OverviewQueryDto, { granularity: 'month' }],
  })
  read(@Parameters() query: OverviewQueryDto): Promise<JsonAnswer<OverviewResponse>> {
    return this.overview.read(query);
  }
}
