import type { Usage } from '../../common/usage.js';

/** What a usage may add to a pattern's record. Times are milliseconds. */
export interface PatternSighting {
  readonly id: string;
  /** The name of the newest usage that brought one, and that usage's time. */
  readonly name: string | null;
  readonly namedAt: number | null;
  readonly type: string | null;
  readonly nodeType: string | null;
  readonly firstSeen: number;
}

type Seen = Omit<PatternSighting, 'id'>;

interface Known {
  readonly seen: Seen;
  /** When its name is to be compared with the table again. */
  readonly nameExpires: number;
}

/**
 * Another instance may have renamed a pattern meanwhile, or somebody may have described it; so a name
 * that keeps coming is compared with the table this often.
 */
const NAME_CHECK_MS = 60_000;

const merge = (known: Seen | undefined, usage: Usage): Seen => {
  const { name, type, nodeType } = usage.pattern;
  const renames = name !== null && usage.createdAt >= (known?.namedAt ?? -Infinity);
  return {
    name: renames ? name : (known?.name ?? null),
    namedAt: renames ? usage.createdAt : (known?.namedAt ?? null),
    type: known?.type ?? type,
    nodeType: known?.nodeType ?? nodeType,
    firstSeen: Math.min(known?.firstSeen ?? Infinity, usage.createdAt),
  };
};

/** Whether it is plain at first sight that a usage says nothing that is not known: most do not. */
const saysNothingNew = (seen: Seen, { createdAt, pattern }: Usage): boolean =>
  createdAt >= seen.firstSeen &&
  pattern.name === null &&
  (pattern.type === null || seen.type !== null) &&
  (pattern.nodeType === null || seen.nodeType !== null);

const differs = (a: Seen, b: Seen): boolean =>
  a.name !== b.name || a.type !== b.type || a.nodeType !== b.nodeType || a.firstSeen !== b.firstSeen;

/**
 * Remembers what the patterns table already holds, so that the write path asks the table only about
 * a usage that adds something: a new pattern, a new name, a missing type, an earlier first use. What
 * it has forgotten costs an idempotent statement, no more.
 */
export class PatternRegister {
  private readonly known = new Map<string, Known>();

  /** @param now milliseconds, of a clock that never goes back. */
  constructor(
    private readonly capacity = 100_000,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** What these usages add, one sighting a pattern, by ascending id (so that writers do not deadlock). */
  news(usages: readonly Usage[]): PatternSighting[] {
    const now = this.now();
    const sightings = new Map<string, Seen>();
    for (const usage of usages) {
      const known = this.known.get(usage.patternId);
      const before = sightings.get(usage.patternId) ?? known?.seen;
      if (before?.name === null && saysNothingNew(before, usage)) continue;
      const after = merge(before, usage);
      const unsure = known !== undefined && after.name !== null && now >= known.nameExpires;
      if (before === undefined || unsure || differs(before, after)) sightings.set(usage.patternId, after);
    }
    return [...sightings].map(([id, seen]) => ({ id, ...seen })).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Takes note of what is committed. */
  remember(sightings: readonly PatternSighting[]): void {
    const nameExpires = this.now() + NAME_CHECK_MS;
    for (const { id, ...seen } of sightings) {
      this.known.delete(id);
      this.known.set(id, { seen, nameExpires });
    }
    for (const oldest of this.known.keys()) {
      if (this.known.size <= this.capacity) break;
      this.known.delete(oldest);
    }
  }

  forget(id: string): void {
    this.known.delete(id);
  }
}
