import { OmitType } from '@nestjs/swagger';
import { Optional, Uuid } from '../common/validation/rules.js';
import { UsageDto } from './usage.dto.js';

/** The data of a CloudEvent: a usage, whose pattern the event's subject may name. */
export class EventDataDto extends OmitType(UsageDto, ['pattern_id'] as const) {
  @Optional('The event’s subject where it is left out.', { example: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42' })
  @Uuid()
  pattern_id?: string | null;
}
