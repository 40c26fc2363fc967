import { displayName, displayType } from '../../common/pattern-terms.js';
import type { UsageAnswer } from '../../store/usage-rows.js';
import { groupBy } from '../group-by.js';
import { descendingBy } from '../ranking/descending-by.js';
import { growthRate, growthTrend } from '../stats/growth-rate.js';
import { wilsonInterval } from '../stats/wilson-interval.js';
import { meanOf, sumOf } from '../usage-metrics.js';
import type { Concern, PatternConcern, PatternMove, OverviewResponse } from './overview.dto.js';

/** Patterns in one list; a page has no room for more. */
const MOST_LISTED = 8;
/** Usages below which growth says nothing, as in emerging-patterns. */
const LEAST_USAGES = 5;
/** Below it a pattern fails more often than not. */
const HALF = 0.5;

export type PeriodRow = UsageAnswer<'usages' | 'successes'> & {
  /** Of the period that is asked for, not of the one before. */
  readonly isCurrent: boolean;
};

interface Counts {
  readonly usages: number;
  readonly successes: number;
}

interface Moved {
  readonly move: Readonly<PatternMove>;
  readonly now: Counts;
  readonly before: Counts;
}

const countsOf = (rows: readonly PeriodRow[]): Counts => ({
  usages: sumOf(rows, 'usages'),
  successes: sumOf(rows, 'successes'),
});

const movedOf = (id: string, rows: readonly PeriodRow[]): Moved => {
  const { name, type } = rows[0]!;
  const now = countsOf(rows.filter(({ isCurrent }) => isCurrent));
  const before = countsOf(rows.filter(({ isCurrent }) => !isCurrent));
  const move = {
    pattern_id: id,
    pattern_name: displayName(id, name),
    pattern_type: displayType(type),
    usages: now.usages,
    previous_usages: before.usages,
    growth_rate: growthRate(now.usages, before.usages),
    success_rate: meanOf(now.successes, now.usages),
    previous_success_rate: meanOf(before.successes, before.usages),
  };
  return { move, now, before };
};

/** What is wrong with a pattern and how many successes it cost; undefined where chance may explain it. */
const concernOf = ({ now, before }: Moved): { concern: Concern; lost: number } | undefined => {
  if (now.usages === 0) return undefined;
  const { upper } = wilsonInterval(now.successes, now.usages);
  if (before.usages > 0 && upper < wilsonInterval(before.successes, before.usages).lower) {
    return { concern: 'success_fell', lost: (before.successes / before.usages) * now.usages - now.successes };
  }
  return upper < HALF ? { concern: 'fails_often', lost: HALF * now.usages - now.successes } : undefined;
};

const listed = <T>(patterns: readonly T[]): { total: number; patterns: T[] } => ({
  total: patterns.length,
  patterns: patterns.slice(0, MOST_LISTED),
});

/** Which patterns are used most, more, less, and which are to be looked at. */
export const patternMoves = (
  rows: readonly PeriodRow[],
): Pick<OverviewResponse, 'most_used' | 'emerging' | 'declining' | 'attention'> => {
  const moved = [...groupBy(rows, (row) => row.pattern_id)].map(([id, own]) => movedOf(id, own));
  const moves = moved.map(({ move }) => move);
  const trending = (trend: 'emerging' | 'declining', usages: (move: PatternMove) => number): PatternMove[] =>
    moves.filter(
      (move) => usages(move) >= LEAST_USAGES && growthTrend(move.usages, move.previous_usages) === trend,
    );
  const concerns = moved
    .flatMap((one) => {
      const found = concernOf(one);
      return found ? [{ pattern_id: one.move.pattern_id, one, ...found }] : [];
    })
    .sort(descendingBy(({ lost }) => lost))
    .map(({ one, concern }): PatternConcern => ({ ...one.move, concern }));
  return {
    most_used: listed(moves.filter(({ usages }) => usages > 0).sort(descendingBy((move) => move.usages))),
    emerging: listed(
      trending('emerging', (move) => move.usages).sort(descendingBy((move) => move.growth_rate)),
    ),
    declining: listed(
      trending('declining', (move) => move.previous_usages).sort(descendingBy((move) => -move.growth_rate)),
    ),
    attention: listed(concerns),
  };
};
