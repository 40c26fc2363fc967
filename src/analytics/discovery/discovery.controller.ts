import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ParametersPipe } from '../../common/validation/parameters.pipe.js';
import { DiscoveryQueryDto, DiscoveryResponse } from './discovery.dto.js';
import { DiscoveryService } from './discovery.service.js';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class DiscoveryController {
  constructor(private readonly discovery: DiscoveryService) {}

  @GetAnswer('discovery-rate', {
    summary: 'Patterns first seen per hour, day or week',
    description:
      'A pattern is seen first at its earliest usage, also where that is reported late. By default of the last 7 times 24 hours by day.',
    answer: DiscoveryResponse,
    refuses: [DiscoveryQueryDto, { granularity: 'month' }],
  })
  rate(@Query(ParametersPipe) query: DiscoveryQueryDto): Promise<JsonAnswer<DiscoveryResponse>> {
    return this.discovery.rate(query);
  }
}
