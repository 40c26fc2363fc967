import { ApiProperty } from '@nestjs/swagger';
import type { BatchError, BatchItem, BatchReport, RecordedUsage } from './ingestion.service.js';

export class RecordedUsageDto implements RecordedUsage {
  @ApiProperty({ format: 'uuid', example: '019a2b4e-7c00-7cc3-98c4-dc0c0c07398f' })
  id!: string;

  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  pattern_id!: string;

  @ApiProperty({ format: 'date-time', example: '2025-10-28T09:30:00Z' })
  created_at!: string;

  @ApiProperty({ description: 'Whether it had been stored before; it is counted once.', example: false })
  duplicate!: boolean;
}

class BatchItemDto implements BatchItem {
  @ApiProperty({ type: 'integer', description: 'Its place in the batch, from 0.', example: 0 })
  index!: number;

  @ApiProperty({ nullable: true, type: String, example: '019a2b4e-7c00-7cc3-98c4-dc0c0c07398f' })
  id!: string | null;

  @ApiProperty({ enum: ['stored', 'duplicate', 'rejected'], example: 'stored' })
  status!: BatchItem['status'];
}

class BatchErrorDto implements BatchError {
  @ApiProperty({ type: 'integer', example: 1 })
  index!: number;

  @ApiProperty({ nullable: true, type: String, example: null })
  id!: string | null;

  @ApiProperty({ description: 'JSON Pointer into the item.', example: '/quality_score' })
  pointer!: string;

  @ApiProperty({ example: 'out_of_range' })
  code!: string;

  @ApiProperty({ example: 'a number from 0 to 1' })
  allowed!: string;

  @ApiProperty({ example: 'quality_score is 7; it must be a number from 0 to 1.' })
  message!: string;
}

export class BatchReportDto implements BatchReport {
  @ApiProperty({ type: 'integer', example: 2 })
  received!: number;

  @ApiProperty({ type: 'integer', example: 1 })
  stored!: number;

  @ApiProperty({ type: 'integer', description: 'Stored before; counted once.', example: 0 })
  duplicates!: number;

  @ApiProperty({ type: 'integer', example: 1 })
  rejected!: number;

  @ApiProperty({
    type: [BatchItemDto],
    required: false,
    description: 'One for each item, in order; not of NDJSON.',
  })
  results!: BatchItemDto[];

  @ApiProperty({ type: [BatchErrorDto], description: 'The first 1,000 faults.' })
  errors!: BatchErrorDto[];
}
