import { Field, OR_NULL } from '../../common/validation/fields.js';

/** A number that some usages report. */
export class ReportedAmount {
  @Field.count(12, 'Usages that told it.') n!: number;
  @Field.number(216, 'Of those.') total!: number;
  @Field.number(18, 'total / n') per_usage!: number;
}

/** The same of money. */
export class ReportedCost extends ReportedAmount {
  @Field.number(
    24,
    'total by the successes among the usages that told it; null where none of them is one.',
    OR_NULL,
  )
  per_success!: number | null;
}

/** What counters told of patterns on days on which no usage did. */
export class CostsFromCounters {
  @Field.number(
    3.2,
    'US dollars, of patterns none of whose usages on the same day of UTC told a cost; null where no point is left.',
    OR_NULL,
  )
  cost_usd!: number | null;
  @Field.number(
    84_000,
    'Cached ones included, of patterns none of whose usages on the same day of UTC told tokens; null where no point is left.',
    OR_NULL,
  )
  input_tokens!: number | null;
  @Field.number(9000, 'As input_tokens.', OR_NULL) output_tokens!: number | null;
  @Field.count(3, 'Patterns that these are of.') patterns!: number;
}

/** What usages cost and saved, each null where none of them told it. */
export class Costs {
  @Field.object(ReportedCost, 'US dollars.', OR_NULL) cost_usd!: ReportedCost | null;
  @Field.object(ReportedAmount, OR_NULL) input_tokens!: ReportedAmount | null;
  @Field.object(ReportedAmount, OR_NULL) output_tokens!: ReportedAmount | null;
  @Field.object(ReportedAmount, OR_NULL) time_saved_seconds!: ReportedAmount | null;
}
