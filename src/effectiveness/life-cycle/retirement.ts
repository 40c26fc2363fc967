import type { ActorCounts } from '../../analytics/index.js';
import { displayName } from '../../common/pattern-terms.js';
import { dateText, DAY_MS, type TimeRange } from '../../common/time-range.js';
import type { RetirablePattern } from '../../store/patterns/pattern-state.repository.js';
import type { LastUsage } from './last-usages.service.js';

/** How many days up to a pattern's last use are counted as evidence, that of its last use included. */
export const DAYS_BEFORE = 90;

/** A pattern that may be retired, and what speaks for it. */
export interface Retirement {
  readonly pattern: RetirablePattern;
  /** Undefined where it was never used. */
  readonly use: LastUsage | undefined;
  readonly replacementUse: LastUsage | undefined;
  /** Whether it was not used for long; one that was never used is as old as it is known. */
  readonly isUnused: boolean;
  /** Whether it is deprecated and its replacement is used. */
  readonly isReplaced: boolean;
}

/** Since when a pattern is not used, milliseconds. */
const idleSince = ({ pattern, use }: Pick<Retirement, 'pattern' | 'use'>): number =>
  use?.lastUsed ?? pattern.registeredAt;

/** Whole days that it is not used, 0 where its last usage lies in the future. */
export const daysUnused = (retirement: Pick<Retirement, 'pattern' | 'use'>, now: number): number =>
  Math.max(0, Math.floor((now - idleSince(retirement)) / DAY_MS));

/**
 * The patterns that may be retired, those unused longest first.
 * @param since what was last used before, milliseconds, is not used any more.
 */
export const retirements = (
  patterns: readonly RetirablePattern[],
  lastUsages: Readonly<Record<string, LastUsage>>,
  since: number,
): Retirement[] =>
  patterns
    .map((pattern): Retirement => {
      const use = lastUsages[pattern.id];
      const replacementUse = pattern.replacedBy === null ? undefined : lastUsages[pattern.replacedBy];
      return {
        pattern,
        use,
        replacementUse,
        isUnused: idleSince({ pattern, use }) < since,
        isReplaced: pattern.state === 'deprecated' && (replacementUse?.lastUsed ?? -Infinity) >= since,
      };
    })
    .filter(({ isUnused, isReplaced }) => isUnused || isReplaced)
    .sort((a, b) => idleSince(a) - idleSince(b) || (a.pattern.id < b.pattern.id ? -1 : 1));

/** The UTC days up to a last use that are counted as evidence. */
export const daysBefore = (lastUsed: number): TimeRange => {
  const to = (Math.floor(lastUsed / DAY_MS) + 1) * DAY_MS;
  return { from: to - DAYS_BEFORE * DAY_MS, to };
};

/** The parts of these ranges between any two of their ends: ascending and disjoint. */
export const partsOf = (ranges: readonly TimeRange[]): TimeRange[] => {
  const ends = [...new Set(ranges.flatMap(({ from, to }) => [from, to]))].sort((a, b) => a - b);
  return ends
    .slice(1)
    .map((to, at) => ({ from: ends[at]!, to }))
    .filter((part) => ranges.some(({ from, to }) => from <= part.from && part.to <= to));
};

const usagesText = (count: number): string => `${count} ${count === 1 ? 'usage' : 'usages'}`;
const daysText = (count: number): string => `${count} ${count === 1 ? 'day' : 'days'}`;

const useText = ({ use, isUnused, pattern }: Retirement, before: number | null, days: number): string => {
  if (!use)
    return `Never used in the ${daysText(days)} since it is known (${dateText(pattern.registeredAt)}).`;
  const last = `last on ${dateText(use.lastUsed)}`;
  const recent = before === null ? '' : `${usagesText(before)} in the ${DAYS_BEFORE} days up to then, `;
  return `${isUnused ? `Not used for ${daysText(days)}, ${last}` : `Used ${last}`}: ${recent}${usagesText(use.usages)} in all.`;
};

/** Nothing where no usage tells an actor. */
const actorsText = ({ actors, usages_with_actor }: ActorCounts): string =>
  actors === null
    ? ''
    : ` Of the usages that are kept ${usages_with_actor} ${usages_with_actor === 1 ? 'tells' : 'tell'} who used it: ${actors === 1 ? 'one actor alone' : `${actors} actors`}.`;

/**
 * Why a pattern may be retired, with the numbers that say so.
 * @param before usages in the days up to its last use; null where nobody knows.
 * @param by who used it, in all that is kept.
 */
export const retirementReason = (
  retirement: Retirement,
  before: number | null,
  by: ActorCounts,
  now: number,
): string => {
  const { pattern, replacementUse, isReplaced } = retirement;
  const used = `${useText(retirement, before, daysUnused(retirement, now))}${actorsText(by)}`;
  if (!isReplaced || !replacementUse) return used;
  const since = pattern.stateSince === null ? '' : ` since ${dateText(pattern.stateSince)}`;
  const instead = displayName(pattern.replacedBy!, pattern.replacementName);
  return `${used} Deprecated${since} for ${instead}, which has ${usagesText(replacementUse.usages)}, the last on ${dateText(replacementUse.lastUsed)}.`;
};
