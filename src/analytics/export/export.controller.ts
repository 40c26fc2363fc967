import { applyDecorators, Controller, Get, Query, type StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiProblem } from '../../common/problem/problem.dto.js';
import { UsageQueryPipe } from '../request/usage-query.pipe.js';
import { EXPORT_MEDIA_TYPES } from './export-file.js';
import { UsageExportQueryDto } from './usage-export.dto.js';
import { UsageExportService } from './usage-export.service.js';
import { UsageStatsExportQueryDto } from './usage-stats-export.dto.js';
import { UsageStatsExportService } from './usage-stats-export.service.js';

const FORMATS = 'one of csv, json, ndjson, parquet';
const WHOLE =
  'Sent as it is read, in bounded memory. A file whose download ended without an error is whole: where the store fails in between, the connection is cut. In CSV (RFC 4180) text that a spreadsheet would take for a formula has an apostrophe before it.';

const ApiExport = (instance: string): MethodDecorator =>
  applyDecorators(
    ApiProduces(...Object.values(EXPORT_MEDIA_TYPES)),
    ApiOkResponse({ description: 'The file.', schema: { type: 'string', format: 'binary' } }),
    ApiProblem({
      code: 'invalid-input',
      detail: `format is "xls"; it must be ${FORMATS}.`,
      instance,
      errors: [
        {
          pointer: '/format',
          code: 'not_allowed',
          allowed: FORMATS,
          message: `format is "xls"; it must be ${FORMATS}.`,
        },
      ],
    }),
    ApiProblem({
      code: 'store-unavailable',
      detail: 'The store is not available at the moment; try again with the same id.',
      instance,
    }),
  );

@ApiTags('Export')
@Controller(API_PREFIX)
export class ExportController {
  constructor(
    private readonly usages: UsageExportService,
    private readonly stats: UsageStatsExportService,
  ) {}

  @Get('usage-stats/export')
  @ApiOperation({
    summary: 'Usages per hour, day or week as a file',
    description: `What usage-stats answers with the same parameters: a row a bucket and pattern (or value of the context’s key), bucket after bucket. A broken download goes on with after. ${WHOLE}`,
  })
  @ApiExport(`/${API_PREFIX}/usage-stats/export`)
  exportStats(
    @Query(new UsageQueryPipe(UsageStatsExportQueryDto)) query: UsageStatsExportQueryDto,
  ): Promise<StreamableFile> {
    return this.stats.export(query);
  }

  @Get('usages/export')
  @ApiOperation({
    summary: 'Usages one by one as a file',
    description: `Everything that is stored of each usage of the range, by default the last 7 times 24 hours, by time and id. What was committed before the request and not erased since is in it exactly once; what is committed meanwhile, where its time lies behind what is sent already. A broken download goes on with after. ${WHOLE}`,
  })
  @ApiExport(`/${API_PREFIX}/usages/export`)
  exportUsages(
    @Query(new UsageQueryPipe(UsageExportQueryDto)) query: UsageExportQueryDto,
  ): Promise<StreamableFile> {
    return this.usages.export(query);
  }
}
