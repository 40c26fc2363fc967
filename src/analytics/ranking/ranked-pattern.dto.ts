import { IntersectionType } from '@nestjs/swagger';
import { PatternIdentity } from '../../common/pattern-identity.dto.js';
import { Field, OR_NULL } from '../../common/validation/fields.js';

/** Usages in a ranking, in the original's names. */
export class RankedUsages {
  @Field.fraction(0.94) success_rate!: number;
  @Field.fraction(0.94, 'success_rate × min(sample_size / 30, 1)') confidence!: number;
  @Field.count(50, 'Usages.') sample_size!: number;
  @Field.fraction(0.88, 'Null without any quality.', OR_NULL) avg_quality_score!: number | null;
}

/** A pattern in a ranking. */
export class RankedPattern extends IntersectionType(PatternIdentity, RankedUsages) {}
