import type { Usage } from '../../common/usage.js';

/** What a usage may add to a pattern's record. */
export interface PatternSighting {
  readonly id: string;
  readonly name: string | null;
  readonly type: string | null;
  readonly nodeType: string | null;
  /** Milliseconds */
  readonly firstSeen: number;
}

type Seen = Omit<PatternSighting, 'id'>;

const merge = (known: Seen | undefined, usage: Usage): Seen => ({
  name: known?.name ?? usage.pattern.name,
  type: known?.type ?? usage.pattern.type,
  nodeType: known?.nodeType ?? usage.pattern.nodeType,
  firstSeen: Math.min(known?.firstSeen ?? Infinity, usage.createdAt),
});

const differs = (a: Seen | undefined, b: Seen): boolean =>
  a === undefined ||
  a.name !== b.name ||
  a.type !== b.type ||
  a.nodeType !== b.nodeType ||
  a.firstSeen !== b.firstSeen;

/**
 * Remembers what the patterns table already holds, so that the write path touches the table only
 * for a usage that adds something: a new pattern, a missing name or type, an earlier first use. What
 * it has forgotten costs an idempotent statement, no more.
 */
export class PatternRegister {
  private readonly known = new Map<string, Seen>();

  constructor(private readonly capacity = 100_000) {}

  /** What these usages add, one sighting a pattern, by ascending id (so that writers do not deadlock). */
  news(usages: readonly Usage[]): PatternSighting[] {
    const sightings = new Map<string, Seen>();
    for (const usage of usages) {
      const before = sightings.get(usage.patternId) ?? this.known.get(usage.patternId);
      const after = merge(before, usage);
      if (differs(before, after)) sightings.set(usage.patternId, after);
    }
    return [...sightings].map(([id, seen]) => ({ id, ...seen })).sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Takes note of what is committed. */
  remember(sightings: readonly PatternSighting[]): void {
    for (const { id, ...seen } of sightings) {
      this.known.delete(id);
      this.known.set(id, seen);
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
