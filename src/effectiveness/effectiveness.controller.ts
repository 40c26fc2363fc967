import { Controller, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetAnswer } from '../cache/get-answer.js';
import type { JsonAnswer } from '../cache/json-answer.js';
import { API_PREFIX } from '../common/api-prefix.js';
import { DEFAULT_HOURS } from '../common/time-range.js';
import { ParametersPipe } from '../common/validation/parameters.pipe.js';
import { UuidPipe } from '../common/validation/uuid.pipe.js';
import { EffectivenessQueryDto, EffectivenessResponse } from './effectiveness.dto.js';
import { EffectivenessService } from './effectiveness.service.js';

@ApiTags('Effectiveness')
@Controller(API_PREFIX)
export class EffectivenessController {
  constructor(private readonly effectiveness: EffectivenessService) {}

  @GetAnswer('patterns/:id/effectiveness', {
    summary: 'How well a pattern works',
    description:
      'Score = 0.5 × success rate + 0.3 × average quality + 0.2 × min(usages / 100, 1); confidence = min(usages / 30, 1). A pattern without usages in the range is insufficient_data.',
    answer: EffectivenessResponse,
    refuses: [EffectivenessQueryDto, { time_range_hours: '0' }],
  })
  ofPattern(
    @Param('id', UuidPipe) id: string,
    @Query(ParametersPipe) query: EffectivenessQueryDto,
  ): Promise<JsonAnswer<EffectivenessResponse>> {
    return this.effectiveness.ofPattern(id, query.time_range_hours ?? DEFAULT_HOURS);
  }
}
