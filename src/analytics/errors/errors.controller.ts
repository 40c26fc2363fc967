import { Param } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import { GetAnswer } from '../../cache/get-answer.js';
import type { JsonAnswer } from '../../cache/json-answer.js';
import { ApiController } from '../../common/api/api-controller.js';
import { Parameters, ParametersPipe } from '../../common/validation/parameters.pipe.js';
import {
  ErrorIdDto,
  ErrorsQueryDto,
  ErrorsResponse,
  ErrorUsagesQueryDto,
  ErrorUsagesResponse,
} from './errors.dto.js';
import { ErrorsService } from './errors.service.js';

@ApiController('Analytics')
export class ErrorsController {
  constructor(private readonly errors: ErrorsService) {}

  @GetAnswer('errors', {
    summary: 'Errors by their kind',
    description:
      'Error messages that differ in numbers, ids, times, addresses and paths alone are one kind. Counted in the range, by default the last 7 times 24 hours, and against the period before it.',
    answer: ErrorsResponse,
    refuses: [ErrorsQueryDto, { time_range: '2d' }],
    needsUsages: true,
  })
  kinds(@Parameters() query: ErrorsQueryDto): Promise<JsonAnswer<ErrorsResponse>> {
    return this.errors.kinds(query);
  }

  @GetAnswer('errors/:fingerprint_id/usages', {
    summary: 'The single usages behind a kind of error',
    description:
      'The youngest first, page by page, with their contexts; kept as long as RETENTION_RAW_DAYS says.',
    answer: ErrorUsagesResponse,
    refuses: [ErrorUsagesQueryDto, { time_range: '2d' }],
    needsUsages: true,
  })
  @ApiParam({ name: 'fingerprint_id', description: 'The id that GET /errors gives.' })
  usages(
    @Param(ParametersPipe) { fingerprint_id }: ErrorIdDto,
    @Parameters() query: ErrorUsagesQueryDto,
  ): Promise<JsonAnswer<ErrorUsagesResponse>> {
    return this.errors.usagesOf(fingerprint_id, query);
  }
}
