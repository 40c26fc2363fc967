import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { DiscoveryQueryDto, DiscoveryResponse } from './discovery.dto.js';
import { DiscoveryService } from './discovery.service.js';

@ApiController('Analytics')
export class DiscoveryController {
  constructor(private readonly discovery: DiscoveryService) {}

  @GetAnswer('discovery-rate', {
    summary: 'Patterns first seen per hour, day or week',
    description:
      'A pattern is seen first at its earliest usage, also where that is reported late. By default of the last 7 times 24 hours by day.',
    answer: DiscoveryResponse,
    refuses: [DiscoveryQueryDto, { granularity: 'month' }],
  })
  rate(@Parameters() query: DiscoveryQueryDto): Promise<JsonAnswer<DiscoveryResponse>> {
    return this.discovery.rate(query);
  }
}
