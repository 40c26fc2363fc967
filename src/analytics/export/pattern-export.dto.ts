import { FlagText, MayBeAbsent, OneOf } from '../../common/validation/rules.js';
import { BOM, EXPORT_FORMATS, type ExportFormat } from './export-file.js';

export class PatternExportQueryDto {
  @MayBeAbsent({ default: 'csv', description: 'What the file is.' })
  @OneOf(EXPORT_FORMATS)
  format?: ExportFormat;

  @MayBeAbsent({ default: false, description: BOM }) @FlagText() bom?: string;
}
