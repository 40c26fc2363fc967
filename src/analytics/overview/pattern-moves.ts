import { displayName, displayType } from '../../common/pattern-terms.js';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import { descendingBy } from '../ranking/descending-by.js';
import type { Periods } from '../report/periods.js';
import { growthRate, growthTrend } from '../stats/growth-rate.js';
import { meanOf, sumOf } from '../usage-metrics.js';
import type { PatternMove, OverviewResponse } from './overview.dto.js';

/** Patterns in one list; a page has no room for more. */
const MAX_LISTED = 8;
/** Usages below which growth says nothing, as in emerging-patterns. */
const MIN_USAGES = 5;

type Row = UsageAnswer<'usages' | 'successes'>;

interface Counts {
  readonly usages: number;
  readonly successes: number;
}

const countsOf = (rows: readonly Row[]): Counts => ({
  usages: sumOf(rows, 'usages'),
  successes: sumOf(rows, 'successes'),
});

const moveOf = (id: string, { current, previous }: Periods<Row>): Readonly<PatternMove> => {
  const { name, type } = (current[0] ?? previous[0])!;
  const now = countsOf(current);
  const before = countsOf(previous);
  return {
    pattern_id: id,
    pattern_name: displayName(id, name),
    pattern_type: displayType(type),
    usages: now.usages,
    previous_usages: before.usages,
    growth_rate: growthRate(now.usages, before.usages),
    success_rate: meanOf(now.successes, now.usages),
    previous_success_rate: meanOf(before.successes, before.usages),
  };
};

const listed = <T>(patterns: readonly T[]): { total: number; patterns: T[] } => ({
  total: patterns.length,
  patterns: patterns.slice(0, MAX_LISTED),
});

/** Which patterns are used most, more and less. */
export const patternMoves = (
  patterns: ReadonlyMap<string, Periods<Row>>,
): Pick<OverviewResponse, 'most_used' | 'emerging' | 'declining'> => {
  const moves = [...patterns].map(([id, own]) => moveOf(id, own));
  const trending = (trend: 'emerging' | 'declining', usages: (move: PatternMove) => number): PatternMove[] =>
    moves.filter(
      (move) => usages(move) >= MIN_USAGES && growthTrend(move.usages, move.previous_usages) === trend,
    );
  return {
    most_used: listed(moves.filter(({ usages }) => usages > 0).sort(descendingBy((move) => move.usages))),
    emerging: listed(
      trending('emerging', (move) => move.usages).sort(descendingBy((move) => move.growth_rate)),
    ),
    declining: listed(
      trending('declining', (move) => move.previous_usages).sort(descendingBy((move) => -move.growth_rate)),
    ),
  };
};
