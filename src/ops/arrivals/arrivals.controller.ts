import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiQueryProblems } from '../../common/problem/api-query-problems.js';
import { ValidPipe } from '../../common/validation/valid.pipe.js';
import { ArrivalsQueryDto, ArrivalsResponse } from './arrivals.dto.js';
import { ArrivalsService } from './arrivals.service.js';

@ApiTags('Health')
@Controller(API_PREFIX)
export class ArrivalsController {
  constructor(private readonly arrivals: ArrivalsService) {}

  @Get('ingestion')
  @ApiOperation({
    summary: 'What came in, by door',
    description:
      'Usages by the minute of their arrival: stored, stored before, and refused with the reasons, in total and over time, of all instances; and how far the server is behind. By default of the last 24 hours. Other instances’ counts come about a second late.',
  })
  @ApiKeptAnswer(ArrivalsResponse)
  @ApiQueryProblems({
    path: `/${API_PREFIX}/ingestion`,
    parameter: 'granularity',
    value: 'week',
    code: 'not_allowed',
    allowed: 'one of minute, hour, day',
  })
  read(
    @Query(new ValidPipe(ArrivalsQueryDto)) query: ArrivalsQueryDto,
  ): Promise<JsonAnswer<ArrivalsResponse>> {
    return this.arrivals.read(query);
  }
}
