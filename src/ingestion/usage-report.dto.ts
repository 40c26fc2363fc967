import { Field, OR_ABSENT, OR_NULL } from '../common/validation/fields.js';
import type { BatchError, BatchItem, BatchReport, RecordedUsage } from './ingestion.service.js';

export class RecordedUsageDto implements RecordedUsage {
  @Field.uuid('019a2b4e-7c00-7cc3-98c4-dc0c0c07398f') id!: string;
  @Field.patternId() pattern_id!: string;
  @Field.instant('2025-10-28T09:30:00Z') created_at!: string;
  @Field.flag(false, 'Whether it had been stored before; it is counted once.') duplicate!: boolean;
  @Field.text(
    'code-review is retired since 2025-10-28T09:30:00Z; use code-review-2 instead.',
    'Where the pattern is retired.',
    OR_ABSENT,
  )
  notice?: string;
}

class BatchItemDto implements BatchItem {
  @Field.count(0, 'Its place in the batch, from 0.') index!: number;
  @Field.text('019a2b4e-7c00-7cc3-98c4-dc0c0c07398f', OR_NULL) id!: string | null;
  @Field.word(['stored', 'duplicate', 'rejected'], 'stored') status!: BatchItem['status'];
}

class BatchErrorDto implements BatchError {
  @Field.count(1) index!: number;
  @Field.text(null, OR_NULL) id!: string | null;
  @Field.text('/quality_score', 'JSON Pointer into the item.') pointer!: string;
  @Field.text('out_of_range') code!: string;
  @Field.text('a number from 0 to 1') allowed!: string;
  @Field.text('quality_score is 7; it must be a number from 0 to 1.') message!: string;
}

export class BatchReportDto implements BatchReport {
  @Field.count(2) received!: number;
  @Field.count(1) stored!: number;
  @Field.count(0, 'Stored before; counted once.') duplicates!: number;
  @Field.count(1) rejected!: number;
  @Field.list(BatchItemDto, 'One for each item, in order; not of NDJSON.', { required: false })
  results!: BatchItemDto[];
  @Field.list(BatchErrorDto, 'The first 1,000 faults.') errors!: BatchErrorDto[];
  @Field.list(
    String,
    'Which of its patterns are retired, where any is; at most 100. Not of NDJSON.',
    OR_ABSENT,
    {
      example: ['code-review is retired since 2025-10-28T09:30:00Z; use code-review-2 instead.'],
    },
  )
  notices?: string[];
}
