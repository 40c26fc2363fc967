import { displayName, displayType } from '../../common/pattern-terms.js';
import { unknownCounts } from '../../common/unknown-counts.dto.js';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import { descendingBy } from '../ranking/descending-by.js';
import type { Periods } from '../report/periods.js';
import { growthRate, growthTrend } from '../stats/growth-rate.js';
import { meanOf, sumOf, unknownsOf } from '../usage-metrics.js';
import type { OverviewResponse, PatternMove } from './overview.dto.js';

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

/** A pattern as it is listed, and its usages of known outcome, by which its growth is judged. */
interface Move {
  readonly pattern_id: string;
  readonly row: PatternMove;
  readonly now: number;
  readonly before: number;
}

const moveOf = (id: string, { current, previous }: Periods<Row>, withUnknown: boolean): Move => {
  const { name, type } = (current[0] ?? previous[0])!;
  const now = countsOf(current);
  const before = countsOf(previous);
  const unknown = unknownsOf(current);
  const row = {
    pattern_id: id,
    pattern_name: displayName(id, name),
    pattern_type: displayType(type),
    usages: now.usages + unknown,
    ...unknownCounts(withUnknown, now.usages, unknown),
    previous_usages: before.usages + unknownsOf(previous),
    growth_rate: growthRate(now.usages, before.usages),
    success_rate: meanOf(now.successes, now.usages),
    previous_success_rate: meanOf(before.successes, before.usages),
  };
  return { pattern_id: id, row, now: now.usages, before: before.usages };
};

const listed = (moves: readonly Move[]): { total: number; patterns: PatternMove[] } => ({
  total: moves.length,
  patterns: moves.slice(0, MAX_LISTED).map(({ row }) => row),
});

/**
 * Which patterns are used most, more and less.
 * @param withUnknown whether usages of unknown outcome are counted too; growth is that of the others.
 */
export const patternMoves = (
  patterns: ReadonlyMap<string, Periods<Row>>,
  withUnknown: boolean,
): Pick<OverviewResponse, 'most_used' | 'emerging' | 'declining'> => {
  const moves = [...patterns].map(([id, own]) => moveOf(id, own, withUnknown));
  const trending = (trend: 'emerging' | 'declining', usages: (move: Move) => number): Move[] =>
    moves.filter((move) => usages(move) >= MIN_USAGES && growthTrend(move.now, move.before) === trend);
  const used = moves.filter(({ row }) => row.usages > 0);
  return {
    most_used: listed(used.sort(descendingBy(({ row }) => row.usages))),
    emerging: listed(trending('emerging', ({ now }) => now).sort(descendingBy(({ row }) => row.growth_rate))),
    declining: listed(
      trending('declining', ({ before }) => before).sort(descendingBy(({ row }) => -row.growth_rate)),
    ),
  };
};
