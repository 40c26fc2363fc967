import { Controller, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ParametersPipe } from '../../common/validation/parameters.pipe.js';
import { SearchQueryDto, SearchResponse } from './search.dto.js';
import { SearchService } from './search.service.js';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class SearchController {
  constructor(private readonly searches: SearchService) {}

  @GetAnswer('search', {
    summary: 'Patterns by name, tags and description',
    description:
      'Finds words in any form, parts of words, and what is spelt similarly. Usage and success are of all history.',
    answer: SearchResponse,
    refuses: [SearchQueryDto, {}],
  })
  search(@Query(ParametersPipe) query: SearchQueryDto): Promise<JsonAnswer<SearchResponse>> {
    return this.searches.search(query);
  }
}
