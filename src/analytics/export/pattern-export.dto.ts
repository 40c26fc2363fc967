import { FlagText, MayBeAbsent, OneOf } from '../../common/validation/rules.js';
import { BOM, EXPORT_FORMATS, type ExportFormat } from './export-file.js';

export class PatternExportQueryDto {
  @MayBeAbsent('What the file is.', { default: 'csv' }) @OneOf(EXPORT_FORMATS) format?: ExportFormat;
  @MayBeAbsent(BOM, { default: false }) @FlagText() bom?: boolean;
}
