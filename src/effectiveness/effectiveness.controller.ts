import { Param } from '@nestjs/common';
import { GetAnswer } from '../cache/get-answer.js';
import type { JsonAnswer } from '../cache/json-answer.js';
import { ApiController } from '../common/api/api-controller.js';
import { DEFAULT_HOURS } from '../common/time-range.js';
import { Parameters } from '../common/validation/parameters.pipe.js';
import { PatternPipe } from '../common/validation/pattern.pipe.js';
import { EffectivenessQueryDto, EffectivenessResponse } from './effectiveness.dto.js';
import { EffectivenessService } from './effectiveness.service.js';

@ApiController('Effectiveness')
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
    @Param('id', PatternPipe) id: string,
    @Parameters() query: EffectivenessQueryDto,
  ): Promise<JsonAnswer<EffectivenessResponse>> {
    return this.effectiveness.ofPattern(id, query.time_range_hours ?? DEFAULT_HOURS);
  }
}
