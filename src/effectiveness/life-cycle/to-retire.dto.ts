import { IntersectionType } from '@nestjs/swagger';
import { ActorCounts } from '../../analytics/index.js';
import { PatternIdentity, PatternName } from '../../common/pattern-identity.dto.js';
import {
  NODE_TYPES,
  PATTERN_STATES,
  type PatternState,
  type PatternType,
} from '../../common/pattern-terms.js';
import { Field, OR_NULL } from '../../common/validation/fields.js';
import { IntegerText, Matching, MayBeAbsent, OneOfAnyCase, TypeWord } from '../../common/validation/rules.js';
import { DAYS_BEFORE } from './retirement.js';
import { UNUSED_FOR, UNUSED_FOR_ALLOWED } from './unused-for.js';

export class ToRetireQueryDto {
  @MayBeAbsent('For how many days or hours up to now a pattern was not used.', { default: '30d' })
  @Matching(UNUSED_FOR, UNUSED_FOR_ALLOWED)
  unused_for?: string;
  @MayBeAbsent('Only patterns of this type; those without one are other.', { example: 'skill' })
  @TypeWord()
  pattern_type?: PatternType;
  @MayBeAbsent('Only patterns of this node type, in any case.')
  @OneOfAnyCase(NODE_TYPES)
  node_type?: string;
  @MayBeAbsent({ default: 50 }) @IntegerText(1, 200) limit?: number;
  @MayBeAbsent('Patterns to pass over.', { default: 0 }) @IntegerText(0, 1_000_000) offset?: number;
}

class Replacement extends PatternName {
  @Field.word(PATTERN_STATES, 'active') state!: PatternState;
  @Field.count(1204, 'Ever.') usages!: number;
  @Field.instant('2025-10-28T09:30:00Z', 'Null where it was never used.', OR_NULL)
  last_used!: string | null;
}

class PatternToRetire extends IntersectionType(PatternIdentity, ActorCounts) {
  @Field.word(PATTERN_STATES, 'deprecated') state!: PatternState;
  @Field.instant('2025-09-01T08:00:00Z', 'Since when; null where nobody said anything.', OR_NULL)
  state_since!: string | null;
  @Field.flag(true, 'Whether it was not used for as long as was asked.') unused!: boolean;
  @Field.flag(true, 'Whether it is deprecated and its replacement was used in that time.') replaced!: boolean;
  @Field.instant('2025-09-12T14:05:00Z', 'Its latest usage; null where it was never used.', OR_NULL)
  last_used!: string | null;
  @Field.instant('2025-03-01T08:00:00Z', 'When it was first used or described.') registered_at!: string;
  @Field.count(45, 'Whole days since its last usage, or since it was registered.') days_unused!: number;
  @Field.count(
    12,
    `In the ${DAYS_BEFORE} days (UTC) that end with that of its last usage; null where retention dropped what tells it.`,
    OR_NULL,
  )
  usages_before!: number | null;
  @Field.count(340, 'Usages ever, whatever came of them.') usages!: number;
  @Field.object(Replacement, 'The pattern to use instead.', OR_NULL) replaced_by!: Replacement | null;
  @Field.text(
    'Not used for 45 days, last on 12 September 2025: 12 usages in the 90 days up to then, 340 usages in all. Of the usages that are kept 41 tell who used it: 9 actors.',
    'What speaks for it, with the numbers; days are UTC. Actors are of all usages that are kept.',
  )
  reason!: string;
}

export class ToRetireResponse {
  @Field.list(PatternToRetire, 'Those that are unused longest first.') patterns!: PatternToRetire[];
  @Field.count(1, 'Patterns on all pages.') total!: number;
  @Field.count(50) limit!: number;
  @Field.count(0) offset!: number;
  @Field.text('30d') unused_for!: string;
  @Field.instant('2025-10-28T00:00:00Z', 'Up to when usages are looked at.') as_of!: string;
}
