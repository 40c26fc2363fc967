import { Get, type StreamableFile } from '@nestjs/common';
import { ApiOperation } from '@nestjs/swagger';
import { ApiController } from '../../common/api/api-controller.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiAsking } from '../../common/problem/api-asking.js';
import { ApiDroppedDetail } from '../../common/problem/api-dropped-detail.js';
import { ApiRefusal } from '../../common/problem/api-refusal.js';
import { Parameters } from '../../common/validation/parameters.pipe.js';
import { ApiExport } from './api-export.js';
import { PatternExportQueryDto } from './pattern-export.dto.js';
import { PATTERN_COLUMNS, PatternExportService } from './pattern-export.service.js';
import { USAGE_COLUMNS } from './usage-columns.js';
import { UsageExportQueryDto } from './usage-export.dto.js';
import { UsageExportService } from './usage-export.service.js';
import { UsageStatsExportQueryDto } from './usage-stats-export.dto.js';
import { STATS_COLUMNS, UsageStatsExportService } from './usage-stats-export.service.js';

const STATS_PATH = `/${API_PREFIX}/usage-stats/export`;
const WHOLE =
  'Sent as it is read, in bounded memory. A file whose download ended without an error is whole: where the store fails in between, the connection is cut. In CSV (RFC 4180) text that a spreadsheet would take for a formula has an apostrophe before it, which an import takes away; Excel wants bom=true.';

@ApiController('Export')
export class ExportController {
  constructor(
    private readonly usages: UsageExportService,
    private readonly stats: UsageStatsExportService,
    private readonly patterns: PatternExportService,
  ) {}

  @Get('patterns/export')
  @ApiOperation({
    summary: 'Descriptions of patterns as a file',
    description: `What is known of each pattern beside its usages, by id; kind is "pattern" in each row. pattern-usage import takes it, as it does an export of usages. ${WHOLE}`,
  })
  @ApiRefusal(PatternExportQueryDto, { format: 'xls' }, `/${API_PREFIX}/patterns/export`)
  @ApiExport(`/${API_PREFIX}/patterns/export`, PATTERN_COLUMNS)
  exportPatterns(@Parameters() query: PatternExportQueryDto): Promise<StreamableFile> {
    return this.patterns.export(query);
  }

  @Get('usage-stats/export')
  @ApiOperation({
    summary: 'Usages per hour, day or week as a file',
    description: `What usage-stats answers with the same parameters: a row a bucket and pattern (or value of the context’s key), bucket after bucket. A broken download goes on with after. ${WHOLE}`,
  })
  @ApiRefusal(UsageStatsExportQueryDto, { time_range: '2d' }, STATS_PATH)
  @ApiDroppedDetail(STATS_PATH)
  @ApiAsking(STATS_PATH)
  @ApiExport(STATS_PATH, STATS_COLUMNS)
  exportStats(@Parameters() query: UsageStatsExportQueryDto): Promise<StreamableFile> {
    return this.stats.export(query);
  }

  @Get('usages/export')
  @ApiOperation({
    summary: 'Usages one by one as a file',
    description: `Everything that is stored of each usage of the range, by default the last 7 times 24 hours, by time and id. As NDJSON or CSV, pattern-usage import takes it, and POST /usage/batch takes the NDJSON; descriptions of patterns have an export of their own. What was committed before the request and not erased since is in it exactly once; what is committed meanwhile, where its time lies behind what is sent already. A broken download goes on with after. ${WHOLE}`,
  })
  @ApiRefusal(UsageExportQueryDto, { format: 'xls' }, `/${API_PREFIX}/usages/export`)
  @ApiExport(`/${API_PREFIX}/usages/export`, USAGE_COLUMNS)
  exportUsages(@Parameters() query: UsageExportQueryDto): Promise<StreamableFile> {
    return this.usages.export(query);
  }
}
