import { Field } from '../common/validation/fields.js';

/** Where a success rate lies with 95 % confidence (Wilson). */
export class SuccessInterval {
  @Field.fraction(0.838) lower!: number;
  @Field.fraction(0.979) upper!: number;
}
