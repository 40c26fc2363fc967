import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ParametersPipe } from '../../common/validation/parameters.pipe.js';
import { ArrivalsQueryDto, ArrivalsResponse } from './arrivals.dto.js';
import { ArrivalsService } from './arrivals.service.js';

@ApiTags('Health')
@Controller(API_PREFIX)
export class ArrivalsController {
  constructor(private readonly arrivals: ArrivalsService) {}

  @GetAnswer('ingestion', {
    summary: 'What came in, by door',
    description:
      'Usages by the minute of their arrival: stored, stored before, and refused with the reasons, in total and over time, of all instances; and how far the server is behind. By default of the last 24 hours. Other instances’ counts come about a second late.',
    answer: ArrivalsResponse,
    refuses: [ArrivalsQueryDto, { granularity: 'month' }],
  })
  read(@Query(ParametersPipe) query: ArrivalsQueryDto): Promise<JsonAnswer<ArrivalsResponse>> {
    return this.arrivals.read(query);
  }
}
