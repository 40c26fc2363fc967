import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { API_PREFIX } from '../common/api-prefix.js';
import { ApiAsking } from '../common/problem/api-asking.js';
import { JobsResponse } from './jobs.dto.js';
import { JobsService } from './jobs.service.js';

@ApiTags('Health')
@Controller(`${API_PREFIX}/jobs`)
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  @Get()
  @ApiOperation({
    summary: 'The background jobs, and how they last went',
    description: 'One instance at a time runs each.',
  })
  @ApiOkResponse({ type: JobsResponse })
  @ApiAsking(`/${API_PREFIX}/jobs`)
  all(): Promise<JobsResponse> {
    return this.jobs.all();
  }
}
