import { EXAMPLE_ID } from '../../common/example-id.js';
import { RFC3339_SHAPE } from '../../common/rfc3339.js';
import { FlagText, Matching, MayBeAbsent, OneOf } from '../../common/validation/rules.js';
import { UsageStatsQueryDto } from '../usage-stats/usage-stats.dto.js';
import { BOM, EXPORT_FORMATS, type ExportFormat } from './export-file.js';

const ROW = `2025-10-28T00:00:00Z,${EXAMPLE_ID}`;

export class UsageStatsExportQueryDto extends UsageStatsQueryDto {
  @MayBeAbsent('What the file is.', { default: 'csv' }) @OneOf(EXPORT_FORMATS) format?: ExportFormat;
  @MayBeAbsent(BOM, { default: false }) @FlagText() bom?: boolean;
  @MayBeAbsent(
    'Goes on after a row: its timestamp, a comma and its pattern_id (or, where group_by is a context key, its value as format=json has it; nothing for the row of what lies beyond the limit), as the last whole row of a broken download has them. Ask with from and to as they were. A CSV has its header again; Parquet begins a new file.',
    { example: ROW },
  )
  @Matching(
    new RegExp(`^${RFC3339_SHAPE},[^\\u0000]{0,8192}$`, 'u'),
    `timestamp and pattern_id of a row, such as ${ROW}`,
  )
  after?: string;
}
