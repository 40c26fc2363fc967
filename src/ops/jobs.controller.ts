import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { API_PREFIX } from '../common/api-prefix.js';
import { ApiProblem } from '../common/problem/problem.dto.js';
import { JobsResponse } from './jobs.dto.js';
import { JobsService } from './jobs.service.js';

@ApiTags('Health')
@Controller(`${API_PREFIX}/jobs`)
export class JobsController {
  constructor(private readonly jobs: JobsService) {}

  @Get()
  @ApiOperation({
    summary: 'The background jobs, and how they last went',
    description: 'One instance at a time runs each. A TimescaleDB server runs its policies by itself.',
  })
  @ApiOkResponse({ type: JobsResponse })
  @ApiProblem({
    code: 'store-unavailable',
    detail: 'The store is not available at the moment; try again with the same id.',
    instance: `/${API_PREFIX}/jobs`,
  })
  async all(): Promise<JobsResponse> {
    return { jobs: await this.jobs.all() };
  }
}
