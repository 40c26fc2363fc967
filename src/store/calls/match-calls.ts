import type { ToldCall } from '../../common/usage.js';

/** A record that tells of a call. */
export interface CallPart extends Pick<ToldCall, 'tells' | 'callId' | 'sequence' | 'nanos' | 'rank'> {
  readonly id: string;
}

/** Parts that are known to be of one call: those of one id, or a single one. */
interface Unit<Part> {
  readonly parts: readonly Part[];
  readonly hasStart: boolean;
  readonly hasEnd: boolean;
  /** The highest of its parts'; null where none has one. */
  readonly sequence: number | null;
  /** The latest of its parts'. */
  readonly nanos: bigint;
}

const unitOf = <Part extends CallPart>(parts: readonly Part[]): Unit<Part> => {
  const sequences = parts.flatMap(({ sequence }) => (sequence === null ? [] : [sequence]));
  return {
    parts,
    hasStart: parts.some(({ tells }) => tells === 'start'),
    hasEnd: parts.some(({ tells }) => tells === 'end'),
    sequence: sequences.length > 0 ? Math.max(...sequences) : null,
    nanos: parts.reduce((latest, { nanos }) => (nanos > latest ? nanos : latest), 0n),
  };
};

const unitsOf = <Part extends CallPart>(parts: readonly Part[]): Unit<Part>[] => {
  const byCall = new Map<string, Part[]>();
  for (const part of parts) {
    const key = part.callId ?? part.id;
    const others = byCall.get(key);
    if (others) others.push(part);
    else byCall.set(key, [part]);
  }
  return [...byCall.values()].map(unitOf);
};

const byTime = (a: Unit<CallPart>, b: Unit<CallPart>): number => {
  if (a.nanos !== b.nanos) return a.nanos < b.nanos ? -1 : 1;
  return Number(b.hasStart) - Number(a.hasStart);
};

/** By their numbers, which are exact; those without one by their times, before the first that is later. */
const inOrder = <Part extends CallPart>(units: readonly Unit<Part>[]): Unit<Part>[] => {
  const numbered = units.filter(({ sequence }) => sequence !== null);
  numbered.sort((a, b) => a.sequence! - b.sequence! || byTime(a, b));
  const others = units.filter(({ sequence }) => sequence === null).sort(byTime);
  const ordered: Unit<Part>[] = [];
  for (const unit of numbered) {
    while (others.length > 0 && byTime(others[0]!, unit) < 0) ordered.push(others.shift()!);
    ordered.push(unit);
  }
  return [...ordered, ...others];
};

const compareParts = (a: CallPart, b: CallPart): number => {
  if (a.tells !== b.tells) return a.tells === 'start' ? -1 : 1;
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.nanos !== b.nanos) return a.nanos < b.nanos ? -1 : 1;
  return a.id < b.id ? -1 : Number(a.id > b.id);
};

/**
 * Which parts are of which call: those of one id, and starts and ends as brackets, so that an end is of the latest start
 * that is still open. An end without a start is a call, and so is a start without an end.
 * @param parts of one place, in any order; the same ones give the same calls.
 * @returns of each call its parts: starts first, then ends, those that are to be believed first.
 */
export const matchCalls = <Part extends CallPart>(parts: readonly Part[]): Part[][] => {
  const calls: Part[][] = [];
  const open: Unit<Part>[] = [];
  const sorted = [...parts].sort(compareParts);
  for (const unit of inOrder(unitsOf(sorted))) {
    if (!unit.hasEnd) {
      open.push(unit);
      continue;
    }
    const start = unit.hasStart ? undefined : open.pop();
    calls.push([...(start?.parts ?? []), ...unit.parts]);
  }
  return [...calls, ...open.map((unit) => [...unit.parts])];
};
