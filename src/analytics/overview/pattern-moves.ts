import { displayName, displayType } from '../../common/pattern-terms.js';
import type { UsageAnswer } from '../../store/usage-rows.js';
import { groupBy } from '../group-by.js';
import { descendingBy } from '../ranking/descending-by.js';
import { growthRate, growthTrend } from '../stats/growth-rate.js';
import { meanOf, sumOf } from '../usage-metrics.js';
import type { PatternMove, OverviewResponse } from './overview.dto.js';

/** Patterns in one list; a page has no room for more. */
const MOST_LISTED = 8;
/** Usages below which growth says nothing, as in emerging-patterns. */
const LEAST_USAGES = 5;

export type PeriodRow = UsageAnswer<'usages' | 'successes'> & {
  /** Of the period that is asked for, not of the one before. */
  readonly isCurrent: boolean;
};

interface Counts {
  readonly usages: number;
  readonly successes: number;
}

const countsOf = (rows: readonly PeriodRow[]): Counts => ({
  usages: sumOf(rows, 'usages'),
  successes: sumOf(rows, 'successes'),
});

const moveOf = (id: string, rows: readonly PeriodRow[]): Readonly<PatternMove> => {
  const { name, type } = rows[0]!;
  const now = countsOf(rows.filter(({ isCurrent }) => isCurrent));
  const before = countsOf(rows.filter(({ isCurrent }) => !isCurrent));
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
  patterns: patterns.slice(0, MOST_LISTED),
});

/** Which patterns are used most, more and less. */
export const patternMoves = (
  rows: readonly PeriodRow[],
): Pick<OverviewResponse, 'most_used' | 'emerging' | 'declining'> => {
  const moves = [...groupBy(rows, (row) => row.pattern_id)].map(([id, own]) => moveOf(id, own));
  const trending = (trend: 'emerging' | 'declining', usages: (move: PatternMove) => number): PatternMove[] =>
    moves.filter(
      (move) => usages(move) >= LEAST_USAGES && growthTrend(move.usages, move.previous_usages) === trend,
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
