import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { UnmappedQueryDto, UnmappedResponse } from './unmapped.dto.js';
import { UnmappedService } from './unmapped.service.js';

@ApiController('Health')
export class UnmappedController {
  constructor(private readonly unmapped: UnmappedService) {}

  @GetAnswer('ingestion/unmapped', {
    summary: 'What came in over OpenTelemetry and is no usage, as nothing maps it',
    description:
      'Log events, spans and metrics by name, of all instances, with the line of configuration that would make usages of them. What is known to be no use of a pattern, such as a request to a model, is not listed.',
    answer: UnmappedResponse,
    refuses: [UnmappedQueryDto, { limit: '0' }],
  })
  read(@Parameters() query: UnmappedQueryDto): Promise<JsonAnswer<UnmappedResponse>> {
    return this.unmapped.read(query);
  }
}
