import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { ToRetireQueryDto, ToRetireResponse } from './to-retire.dto.js';
import { ToRetireService } from './to-retire.service.js';

@ApiController('Effectiveness')
export class ToRetireController {
  constructor(private readonly service: ToRetireService) {}

  @GetAnswer('patterns/to-retire', {
    summary: 'Patterns that may be retired, each with what speaks for it',
    description:
      'Active and deprecated patterns that were not used for long, and deprecated ones whose replacement is used; none that is to be kept.',
    answer: ToRetireResponse,
    refuses: [ToRetireQueryDto, { unused_for: 'long' }],
  })
  page(@Parameters() query: ToRetireQueryDto): Promise<JsonAnswer<ToRetireResponse>> {
    return this.service.page(query);
  }
}
