import { ApiPropertyOptional } from '@nestjs/swagger';
import { FlagText, MayBeAbsent, OneOf } from '../../common/validation/rules.js';
import { BOM, EXPORT_FORMATS, type ExportFormat } from './export-file.js';

export class PatternExportQueryDto {
  @ApiPropertyOptional({ default: 'csv', description: 'What the file is.' })
  @MayBeAbsent()
  @OneOf(EXPORT_FORMATS)
  format?: ExportFormat;

  @ApiPropertyOptional({ default: false, description: BOM })
  @MayBeAbsent()
  @FlagText()
  bom?: string;
}
