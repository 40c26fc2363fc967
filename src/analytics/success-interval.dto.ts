import { ApiProperty } from '@nestjs/swagger';

/** Where a success rate lies with 95 % confidence (Wilson). */
export class SuccessInterval {
  @ApiProperty({ minimum: 0, maximum: 1, example: 0.838 })
  lower!: number;

  @ApiProperty({ minimum: 0, maximum: 1, example: 0.979 })
  upper!: number;
}
