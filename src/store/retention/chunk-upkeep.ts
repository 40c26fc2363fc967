import type { StoreConfig } from '../../config/config.js';
import type { JobContext } from '../../common/job-context.js';
import { reasonOf } from '../../common/reason-of.js';
import { formatTime } from '../../common/time-range.js';
import { isStoreGone } from '../connection/is-store-gone.js';
import type { Chunk, AgingChunkRepository } from './aging-chunk.repository.js';
import type { RetentionClock } from './retention-clock.repository.js';
import type { RollupRepository } from '../rollups/rollup.repository.js';
import type { RollupLevel } from '../rollups/rollup-level.js';
import { AGGREGATED_LEVELS, describeRelation, ROLLUPS, rollupsOf, USAGES } from '../rollups/catalogue.js';
import type { MinuteRepository } from '../rollups/minute.repository.js';

/** Chunks of a relation that one run converts at the most, so that it never holds up an embedded store long. */
const CHUNKS_PER_RUN = 8;

/** Minutes are tables and soon dropped, and totals are small. */
const CONVERTED = [
  USAGES,
  ...ROLLUPS.filter(({ level, isTotal }) => level !== 'minute' && !isTotal).map(({ name }) => name),
];

/** What one level of detail is kept in. */
interface Source {
  readonly source: 'usage' | RollupLevel;
  readonly relations: readonly string[];
  readonly keptMs: number | undefined;
}

/** Drops what is over its time and moves what is old to the columnstore, a chunk at a time. */
export class ChunkUpkeep {
  constructor(
    private readonly chunks: AgingChunkRepository,
    private readonly rollups: RollupRepository,
    private readonly minutes: MinuteRepository,
    private readonly clock: RetentionClock,
    private readonly config: Pick<StoreConfig, 'retention' | 'columnstoreAfterMs'>,
  ) {}

  /** Moves chunks to the columnstore; one that cannot be moved does not keep others from it. */
  async convert({ stop, problems }: JobContext): Promise<void> {
    const before = (await this.rollups.now()) - this.config.columnstoreAfterMs;
    for (const relation of CONVERTED) {
      for (const chunk of await this.chunks.unconverted(relation, before, CHUNKS_PER_RUN)) {
        if (stop.aborted) return;
        await this.attempt(relation, chunk, problems, 'be moved to the columnstore', () =>
          this.chunks.convert(chunk),
        );
      }
    }
  }

  /**
   * Drops what is older than its retention by a clock that is confirmed, and what is built of it
   * computed: what a level has still to be refreshed from stays.
   */
  async dropExpired({ stop, problems }: JobContext): Promise<void> {
    const time = await this.clock.read();
    if (time === undefined) return;
    const { minute } = this.config.retention;
    try {
      await this.minutes.dropBefore(time.confirmed - minute, stop);
    } catch (error) {
      if (isStoreGone(error)) throw error;
      problems.push(`old minutes cannot be dropped: ${reasonOf(error)}`);
    }
    for (const { source, relations, keptMs } of this.sources()) {
      if (keptMs === undefined) continue;
      const before = Math.min(time.confirmed - keptMs, await this.rollups.computedBefore(source));
      if (before === -Infinity) continue;
      for (const relation of relations) {
        for (const chunk of await this.chunks.before(relation, before)) {
          if (stop.aborted) return;
          await this.rollups.noteDropped(source, chunk.to);
          await this.attempt(relation, chunk, problems, 'be dropped', () =>
            this.chunks.drop(relation, chunk),
          );
        }
      }
    }
  }

  private sources(): Source[] {
    const { retention } = this.config;
    return [
      { source: 'usage', relations: [USAGES], keptMs: retention.raw },
      ...AGGREGATED_LEVELS.map((level) => ({
        source: level,
        relations: rollupsOf(level).map(({ name }) => name),
        keptMs: retention[level],
      })),
    ];
  }

  private async attempt(
    relation: string,
    chunk: Chunk,
    problems: string[],
    what: string,
    work: () => Promise<void>,
  ): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (isStoreGone(error)) throw error;
      const span = `from ${formatTime(chunk.from)} to ${formatTime(chunk.to)}`;
      problems.push(`${describeRelation(relation)} ${span} cannot ${what}: ${reasonOf(error)}`);
    }
  }
}
