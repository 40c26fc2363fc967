import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ParametersPipe } from '../../common/validation/parameters.pipe.js';
import { QualityMetricsQueryDto, QualityMetricsResponse } from './quality-metrics.dto.js';
import { QualityMetricsService } from './quality-metrics.service.js';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class QualityMetricsController {
  constructor(private readonly quality: QualityMetricsService) {}

  @GetAnswer('quality-metrics', {
    summary: 'How the quality of each pattern’s results develops',
    description: 'A measurement is the mean quality of a bucket: of a day, over the last 30, by default.',
    answer: QualityMetricsResponse,
    refuses: [QualityMetricsQueryDto, { min_quality: '2' }],
  })
  measure(@Query(ParametersPipe) query: QualityMetricsQueryDto): Promise<JsonAnswer<QualityMetricsResponse>> {
    return this.quality.measure(query);
  }
}
