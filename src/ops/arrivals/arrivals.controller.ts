import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { ArrivalsQueryDto, ArrivalsResponse } from './arrivals.dto.js';
import { ArrivalsService } from './arrivals.service.js';

@ApiController('Health')
export class ArrivalsController {
  constructor(private readonly arrivals: ArrivalsService) {}

  @GetAnswer('ingestion', {
    summary: 'What came in, by door',
    description:
      'Usages by the minute of their arrival: stored, stored before, and refused with the reasons, in total and over time, of all instances; and how far the server is behind. By default of the last 24 hours. Other instances’ counts come about a second late.',
    answer: ArrivalsResponse,
    refuses: [ArrivalsQueryDto, { granularity: 'month' }],
  })
  read(@Parameters() query: ArrivalsQueryDto): Promise<JsonAnswer<ArrivalsResponse>> {
    return this.arrivals.read(query);
  }
}
