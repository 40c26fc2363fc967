import { ApiPropertyOptional } from '@nestjs/swagger';
import { MayBeAbsent, OneOf } from '../../common/validation/rules.js';
import { UsageStatsQueryDto } from '../usage-stats.dto.js';
import { EXPORT_FORMATS, type ExportFormat } from './export-file.js';

export class UsageStatsExportQueryDto extends UsageStatsQueryDto {
  @ApiPropertyOptional({ enum: EXPORT_FORMATS, default: 'csv', description: 'What the file is.' })
  @MayBeAbsent()
  @OneOf(EXPORT_FORMATS)
  format?: ExportFormat;
}
