import { OmitType } from '@nestjs/swagger';
import { EXAMPLE_ID } from '../common/example-id.js';
import { Optional, Uuid } from '../common/validation/rules.js';
import { UsageDto } from './usage.dto.js';

/** The data of a CloudEvent: a usage, whose pattern the event's subject may name. */
export class EventDataDto extends OmitType(UsageDto, ['pattern_id'] as const) {
  @Optional('The event’s subject where it and pattern are left out.', { example: EXAMPLE_ID })
  @Uuid()
  pattern_id?: string | null;
}
