import { IntersectionType, OmitType } from '@nestjs/swagger';
import { RFC3339_SHAPE } from '../../common/rfc3339.js';
import { FlagText, Matching, MayBeAbsent, OneOf } from '../../common/validation/rules.js';
import { FilterQueryDto, UnknownQueryDto } from '../query/usage-query.dto.js';
import { BOM, EXPORT_FORMATS, type ExportFormat } from './export-file.js';

/** Times are UTC in an export, so there is no timezone. */
export class UsageExportQueryDto extends IntersectionType(
  OmitType(FilterQueryDto, ['timezone', 'outcome'] as const),
  UnknownQueryDto,
) {
  @MayBeAbsent('What the file is.', { default: 'csv' }) @OneOf(EXPORT_FORMATS) format?: ExportFormat;
  @MayBeAbsent(BOM, { default: false }) @FlagText() bom?: boolean;
  @MayBeAbsent(
    'Goes on after a usage: its created_at, a comma and its id, as the last whole row of a broken download has them. Ask with from and to as they were. A CSV has its header again; Parquet begins a new file.',
    { example: '2025-10-28T09:30:00Z,019a2b4e-7c00-7cc3-98c4-dc0c0c07398f' },
  )
  @Matching(
    new RegExp(`^${RFC3339_SHAPE},[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`),
    'created_at and id of a usage, such as 2025-10-28T09:30:00Z,019a2b4e-7c00-7cc3-98c4-dc0c0c07398f',
  )
  after?: string;
}
