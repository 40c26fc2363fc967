import { Fraction } from '../common/validation/fields.js';

/** Where a success rate lies with 95 % confidence (Wilson). */
export class SuccessInterval {
  @Fraction(0.838) lower!: number;
  @Fraction(0.979) upper!: number;
}
