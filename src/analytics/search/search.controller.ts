import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { SearchQueryDto, SearchResponse } from './search.dto.js';
import { SearchService } from './search.service.js';

@ApiController('Analytics')
export class SearchController {
  constructor(private readonly searches: SearchService) {}

  @GetAnswer('search', {
    summary: 'Patterns by name, tags and description',
    description:
      'Finds words in any form, parts of words, and what is spelt similarly. Usage and success are of all history.',
    answer: SearchResponse,
    refuses: [SearchQueryDto, {}],
  })
  search(@Parameters() query: SearchQueryDto): Promise<JsonAnswer<SearchResponse>> {
    return this.searches.search(query);
  }
}
