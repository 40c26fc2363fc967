import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiAsking } from '../../common/problem/api-asking.js';
import { ApiProblem } from '../../common/problem/api-problem.js';
import { ValidPipe } from '../../common/validation/valid.pipe.js';
import { DiscoveryQueryDto, DiscoveryResponse } from './discovery.dto.js';
import { DiscoveryService } from './discovery.service.js';

const PATH = `/${API_PREFIX}/discovery-rate`;
const WIDTHS = 'one of hour, day, week';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class DiscoveryController {
  constructor(private readonly discovery: DiscoveryService) {}

  @Get('discovery-rate')
  @ApiOperation({
    summary: 'Patterns first seen per hour, day or week',
    description:
      'A pattern is seen first at its earliest usage, also where that is reported late. By default of the last 7 times 24 hours by day.',
  })
  @ApiKeptAnswer(DiscoveryResponse)
  @ApiProblem({
    code: 'invalid-input',
    detail: `granularity is "month"; it must be ${WIDTHS}.`,
    instance: PATH,
    errors: [
      {
        pointer: '/granularity',
        code: 'not_allowed',
        allowed: WIDTHS,
        message: `granularity is "month"; it must be ${WIDTHS}.`,
      },
    ],
  })
  @ApiAsking(PATH)
  rate(
    @Query(new ValidPipe(DiscoveryQueryDto)) query: DiscoveryQueryDto,
  ): Promise<JsonAnswer<DiscoveryResponse>> {
    return this.discovery.rate(query);
  }
}
