import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiAsking } from '../../common/problem/api-asking.js';
import { ApiProblem } from '../../common/problem/api-problem.js';
import { ValidPipe } from '../../common/validation/valid.pipe.js';
import { LONGEST_QUERY, SearchQueryDto, SearchResponse } from './search.dto.js';
import { SearchService } from './search.service.js';

const PATH = `/${API_PREFIX}/search`;
const TEXT = `text of 1 to ${LONGEST_QUERY} characters`;

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class SearchController {
  constructor(private readonly searches: SearchService) {}

  @Get('search')
  @ApiOperation({
    summary: 'Patterns by name, tags and description',
    description:
      'Finds words in any form, parts of words, and what is spelt similarly. Usage and success are of all history.',
  })
  @ApiKeptAnswer(SearchResponse)
  @ApiProblem({
    code: 'invalid-input',
    detail: `query is missing; it must be ${TEXT}.`,
    instance: PATH,
    errors: [
      {
        pointer: '/query',
        code: 'required',
        allowed: TEXT,
        message: `query is missing; it must be ${TEXT}.`,
      },
    ],
  })
  @ApiAsking(PATH)
  search(@Query(new ValidPipe(SearchQueryDto)) query: SearchQueryDto): Promise<JsonAnswer<SearchResponse>> {
    return this.searches.search(query);
  }
}
