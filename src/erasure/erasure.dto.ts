import { ApiProperty } from '@nestjs/swagger';
import { FlagText, MayBeAbsent, Uuid } from '../common/validation/rules.js';
import { Field } from '../common/validation/fields.js';

export class ErasePatternQueryDto {
  @MayBeAbsent({
    default: false,
    description: 'Whether the pattern’s name, types, description and tags go as well.',
  })
  @FlagText()
  forget?: 'true' | 'false';
}

export class EraseCorrelationQueryDto {
  @ApiProperty({
    description: 'The usages under this correlation are meant.',
    example: 'a06eb29a-8922-4fdf-bb27-96fc40fae415',
  })
  @Uuid()
  correlation_id!: string;
}

export class ErasureResponse {
  @Field.count(42, 'Usages that were erased, those that only rollups counted any more not among them.')
  deleted!: number;
}
