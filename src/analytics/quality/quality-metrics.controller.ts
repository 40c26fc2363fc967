import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { QualityMetricsQueryDto, QualityMetricsResponse } from './quality-metrics.dto.js';
import { QualityMetricsService } from './quality-metrics.service.js';

@ApiController('Analytics')
export class QualityMetricsController {
  constructor(private readonly quality: QualityMetricsService) {}

  @GetAnswer('quality-metrics', {
    summary: 'How the quality of each pattern’s results develops',
    description: 'A measurement is the mean quality of a bucket: of a day, over the last 30, by default.',
    answer: QualityMetricsResponse,
    refuses: [QualityMetricsQueryDto, { min_quality: '2' }],
  })
  measure(@Parameters() query: QualityMetricsQueryDto): Promise<JsonAnswer<QualityMetricsResponse>> {
    return this.quality.measure(query);
  }
}
