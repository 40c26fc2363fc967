import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { NODE_TYPES, PATTERN_TYPES, type NodeType, type PatternType } from '../common/pattern-terms.js';
import { OneOf, OneOfAnyCase, Optional, Rfc3339, Text, Texts } from '../common/validation/rules.js';

/** What people may say of a pattern. What is left out is cleared: a PUT replaces the description. */
export class PatternDescriptionDto {
  @ApiPropertyOptional({
    example: 'Retry with backoff',
  })
  @Optional()
  @Text(1, 256)
  name?: string | null;

  @ApiPropertyOptional({
    description:
      'When the usage was that brought the name, as an export of patterns has it: a newer usage may rename the pattern. Left out, the name is given for good.',
    example: null,
  })
  @Optional()
  @Rfc3339()
  named_at?: string | null;

  @ApiPropertyOptional({ example: 'architectural' })
  @Optional()
  @OneOf(PATTERN_TYPES)
  type?: PatternType | null;

  @ApiPropertyOptional({
    description: 'In any case; kept in lower case.',
    example: 'effect',
  })
  @Optional()
  @OneOfAnyCase(NODE_TYPES)
  node_type?: string | null;

  @ApiPropertyOptional({
    example: 'Calls again after a growing pause when a call failed.',
  })
  @Optional()
  @Text(0, 4000)
  description?: string | null;

  @ApiPropertyOptional({ example: ['resilience', 'http'] })
  @Optional()
  @Texts(50, 64)
  tags?: string[] | null;
}

export class PatternResponse {
  @ApiProperty({ format: 'uuid', example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  id!: string;

  @ApiProperty({ nullable: true, type: String, example: 'Retry with backoff' })
  name!: string | null;

  @ApiProperty({ enum: PATTERN_TYPES, nullable: true, example: 'architectural' })
  type!: PatternType | null;

  @ApiProperty({ enum: NODE_TYPES, nullable: true, example: 'effect' })
  node_type!: NodeType | null;

  @ApiProperty({
    nullable: true,
    type: String,
    example: 'Calls again after a growing pause when a call failed.',
  })
  description!: string | null;

  @ApiProperty({ type: [String], example: ['resilience', 'http'] })
  tags!: string[];

  @ApiProperty({
    format: 'date-time',
    nullable: true,
    type: String,
    description: 'Its earliest usage; null where it was not used yet.',
    example: '2025-10-22T08:14:00Z',
  })
  first_seen!: string | null;
}
