import { Field, OR_NULL } from '../common/validation/fields.js';
import type { RegistrationError, RegistrationItem, RegistrationReport } from './registration.service.js';

const STATUSES = ['created', 'updated', 'unchanged', 'kept', 'rejected'] as const;

class RegistrationItemDto implements RegistrationItem {
  @Field.count(0, 'Its place in the list, from 0.') index!: number;
  @Field.patternId(OR_NULL) pattern_id!: string | null;
  @Field.word(
    STATUSES,
    'created',
    'kept: somebody described it, so that nothing but its version was changed. rejected: see errors.',
  )
  status!: RegistrationItem['status'];
}

class RegistrationErrorDto implements RegistrationError {
  @Field.count(1) index!: number;
  @Field.patternId(OR_NULL) pattern_id!: string | null;
  @Field.text('/pattern_type', 'JSON Pointer into the item.') pointer!: string;
  @Field.text('not_allowed') code!: string;
  @Field.text('a word of 1 to 64 characters') allowed!: string;
  @Field.text('pattern_type is "A skill"; it must be a word of 1 to 64 characters.') message!: string;
}

export class RegistrationReportDto implements RegistrationReport {
  @Field.count(2) received!: number;
  @Field.count(1) created!: number;
  @Field.count(0) updated!: number;
  @Field.count(0, 'They said what was known already.') unchanged!: number;
  @Field.count(0, 'Somebody described them.') kept!: number;
  @Field.count(1) rejected!: number;
  @Field.list(RegistrationItemDto, 'One for each item, in order.') results!: RegistrationItemDto[];
  @Field.list(RegistrationErrorDto) errors!: RegistrationErrorDto[];
}
