import type { BatchError, BatchItem, BatchReport, RecordedUsage } from './ingestion.service.js';
import {
  Count,
  FlagField,
  Instant,
  ListField,
  OR_NULL,
  TextField,
  UuidField,
  WordField,
} from '../common/validation/fields.js';

export class RecordedUsageDto implements RecordedUsage {
  @UuidField('019a2b4e-7c00-7cc3-98c4-dc0c0c07398f') id!: string;
  @UuidField('7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42') pattern_id!: string;
  @Instant('2025-10-28T09:30:00Z') created_at!: string;
  @FlagField(false, 'Whether it had been stored before; it is counted once.') duplicate!: boolean;
}

class BatchItemDto implements BatchItem {
  @Count(0, 'Its place in the batch, from 0.') index!: number;
  @TextField('019a2b4e-7c00-7cc3-98c4-dc0c0c07398f', OR_NULL) id!: string | null;
  @WordField(['stored', 'duplicate', 'rejected'], 'stored') status!: BatchItem['status'];
}

class BatchErrorDto implements BatchError {
  @Count(1) index!: number;
  @TextField(null, OR_NULL) id!: string | null;
  @TextField('/quality_score', 'JSON Pointer into the item.') pointer!: string;
  @TextField('out_of_range') code!: string;
  @TextField('a number from 0 to 1') allowed!: string;
  @TextField('quality_score is 7; it must be a number from 0 to 1.') message!: string;
}

export class BatchReportDto implements BatchReport {
  @Count(2) received!: number;
  @Count(1) stored!: number;
  @Count(0, 'Stored before; counted once.') duplicates!: number;
  @Count(1) rejected!: number;
  @ListField(BatchItemDto, 'One for each item, in order; not of NDJSON.', { required: false })
  results!: BatchItemDto[];
  @ListField(BatchErrorDto, 'The first 1,000 faults.') errors!: BatchErrorDto[];
}
