import type { Usage } from '../../common/usage.js';
import { callUsage } from './call-usage.js';
import { type CallPart, matchCalls } from './match-calls.js';

/** The place of a usage in the primary key. */
export interface UsageKey {
  readonly id: string;
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
}

/** A part as it is stored. */
export interface StoredPart extends CallPart {
  readonly groupId: string;
  /** The usage that it would be by itself. */
  readonly usage: Usage;
  /** The usage of its call, which goes by the id of one of its parts; null where it has none yet. */
  readonly of: UsageKey | null;
}

/** What does not change of a usage that is stored. */
export interface Fixed {
  readonly patternId: string;
  readonly correlationId: string | null;
}

/** What the usages of calls have to become. */
export interface CallPlan {
  readonly erased: readonly (UsageKey & Fixed)[];
  readonly added: readonly Usage[];
  readonly amended: readonly Usage[];
  /** Parts that are of another usage now. */
  readonly moved: readonly { readonly part: StoredPart; readonly of: UsageKey }[];
}

/** The part whose id a usage has keeps that usage. */
export const hasUsage = ({ id, of }: StoredPart): boolean => of?.id === id;

const byGroup = (parts: readonly StoredPart[]): StoredPart[][] => {
  const groups = new Map<string, StoredPart[]>();
  for (const part of parts) {
    const others = groups.get(part.groupId);
    if (others) others.push(part);
    else groups.set(part.groupId, [part]);
  }
  return [...groups.values()];
};

/**
 * What to do so that each call has one usage. A call keeps the usage that one of its parts has. It has several where
 * parts turned out to be of one call, as a span that came before the event that names its prompt: all but one go.
 * @param parts all parts of some groups.
 * @param stored by their ids, what does not change of usages that parts have; those that are left out are there no
 * more, and stay so.
 */
export const planCalls = (parts: readonly StoredPart[], stored: ReadonlyMap<string, Fixed>): CallPlan => {
  const plan = { erased: [], added: [], amended: [], moved: [] } as {
    -readonly [Key in keyof CallPlan]: CallPlan[Key][number][];
  };
  const erase = ({ usage: { id, createdAt } }: StoredPart): void => {
    const was = stored.get(id);
    if (was) plan.erased.push({ id, createdAt, ...was });
  };
  for (const call of byGroup(parts).flatMap(matchCalls)) {
    const [kept, ...surplus] = call.filter(hasUsage);
    surplus.forEach(erase);
    const own = (kept ?? call[0]!).usage;
    const usage = callUsage(call, own);
    const was = stored.get(own.id);
    const isOther =
      was !== undefined && (was.patternId !== usage.patternId || was.correlationId !== usage.correlationId);
    if (kept && isOther) erase(kept);
    if (kept && !isOther) plan.amended.push(usage);
    else plan.added.push(usage);
    const of = { id: own.id, createdAt: own.createdAt };
    for (const part of call) if (part.of?.id !== of.id) plan.moved.push({ part, of });
  }
  return plan;
};
