import { ApiProperty } from '@nestjs/swagger';
import { Field } from '../common/validation/fields.js';
import { FlagText, MayBeAbsent, Uuid } from '../common/validation/rules.js';

export class ErasePatternQueryDto {
  @MayBeAbsent('Whether the pattern’s name, types, description and tags go as well.', { default: false })
  @FlagText()
  forget?: boolean;
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
