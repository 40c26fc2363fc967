import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../cache/api-kept-answer.js';
import type { JsonAnswer } from '../cache/json-answer.js';
import { API_PREFIX } from '../common/api-prefix.js';
import { ApiAsking } from '../common/problem/api-asking.js';
import { ApiProblem } from '../common/problem/api-problem.js';
import { DEFAULT_HOURS, MOST_HOURS } from '../common/time-range.js';
import { UuidPipe } from '../common/validation/uuid.pipe.js';
import { QueryPipe } from '../common/validation/query.pipe.js';
import { EffectivenessQueryDto, EffectivenessResponse } from './effectiveness.dto.js';
import { EffectivenessService } from './effectiveness.service.js';

const PATH = `/${API_PREFIX}/patterns/7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42/effectiveness`;
const HOURS = `a whole number from 1 to ${MOST_HOURS}`;

@ApiTags('Effectiveness')
@Controller(API_PREFIX)
export class EffectivenessController {
  constructor(private readonly effectiveness: EffectivenessService) {}

  @Get('patterns/:id/effectiveness')
  @ApiOperation({
    summary: 'How well a pattern works',
    description:
      'Score = 0.5 × success rate + 0.3 × average quality + 0.2 × min(usages / 100, 1); confidence = min(usages / 30, 1). A pattern without usages in the range is insufficient_data.',
  })
  @ApiParam({ name: 'id', format: 'uuid' })
  @ApiKeptAnswer(EffectivenessResponse)
  @ApiProblem({
    code: 'invalid-input',
    detail: `time_range_hours is "0"; it must be ${HOURS}.`,
    instance: PATH,
    errors: [
      {
        pointer: '/time_range_hours',
        code: 'out_of_range',
        allowed: HOURS,
        message: `time_range_hours is "0"; it must be ${HOURS}.`,
      },
    ],
  })
  @ApiAsking(PATH)
  ofPattern(
    @Param('id', UuidPipe) id: string,
    @Query(new QueryPipe(EffectivenessQueryDto)) query: EffectivenessQueryDto,
  ): Promise<JsonAnswer<EffectivenessResponse>> {
    return this.effectiveness.ofPattern(id, Number(query.time_range_hours ?? DEFAULT_HOURS));
  }
}
