import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { GroupedSeriesQueryDto } from '../query/usage-query.dto.js';
import { QualityTrendsResponse } from './quality-trends.dto.js';
import { QualityTrendsService } from './quality-trends.service.js';

@ApiController('Analytics')
export class QualityTrendsController {
  constructor(private readonly qualityTrends: QualityTrendsService) {}

  @GetAnswer('quality-trends', {
    summary: 'The quality of all patterns over time',
    description:
      'By default of the last 30 times 24 hours by day; buckets without any quality are left out, unless fill=true.',
    answer: QualityTrendsResponse,
    refuses: [GroupedSeriesQueryDto, { time_range: '2d' }],
    needsUsages: true,
  })
  overTime(@Parameters() query: GroupedSeriesQueryDto): Promise<JsonAnswer<QualityTrendsResponse>> {
    return this.qualityTrends.overTime(query);
  }
}
