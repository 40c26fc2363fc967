import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { ApiKeptAnswer } from '../../cache/api-kept-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ValidPipe } from '../../common/validation/valid.pipe.js';
import { ApiUsageQuestion } from '../request/api-usage-question.js';
import { UsageQueryPipe } from '../request/usage-query.pipe.js';
import {
  ErrorIdDto,
  ErrorsQueryDto,
  ErrorsResponse,
  ErrorUsagesQueryDto,
  ErrorUsagesResponse,
} from './errors.dto.js';
import { ErrorsService } from './errors.service.js';

@ApiTags('Analytics')
@Controller(API_PREFIX)
export class ErrorsController {
  constructor(private readonly errors: ErrorsService) {}

  @Get('errors')
  @ApiOperation({
    summary: 'Errors by their kind',
    description:
      'Error messages that differ in numbers, ids, times, addresses and paths alone are one kind. Counted in the range, by default the last 7 times 24 hours, and against the period before it.',
  })
  @ApiKeptAnswer(ErrorsResponse)
  @ApiUsageQuestion('errors')
  kinds(
    @Query(new UsageQueryPipe(ErrorsQueryDto)) query: ErrorsQueryDto,
  ): Promise<JsonAnswer<ErrorsResponse>> {
    return this.errors.kinds(query);
  }

  @Get('errors/:fingerprint_id/usages')
  @ApiOperation({
    summary: 'The single usages behind a kind of error',
    description:
      'The youngest first, page by page, with their contexts; kept as long as RETENTION_RAW_DAYS says.',
  })
  @ApiParam({ name: 'fingerprint_id', description: 'The id that GET /errors gives.' })
  @ApiKeptAnswer(ErrorUsagesResponse)
  @ApiUsageQuestion('errors/9f86d081884c7d65/usages')
  usages(
    @Param(new ValidPipe(ErrorIdDto)) { fingerprint_id }: ErrorIdDto,
    @Query(new UsageQueryPipe(ErrorUsagesQueryDto)) query: ErrorUsagesQueryDto,
  ): Promise<JsonAnswer<ErrorUsagesResponse>> {
    return this.errors.usagesOf(fingerprint_id, query);
  }
}
