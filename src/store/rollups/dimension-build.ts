import { DAY_MS, type TimeRange } from '../../common/time-range.js';
import { type AggregatedLevel, rollupsOf } from './catalogue.js';
import type { Dimension, DimensionRepository } from './dimension.repository.js';
import { stepsOf } from './refresh-windows.js';
import { floorToBucket } from './rollup-level.js';
import type { RollupRepository } from './rollup.repository.js';

/** One run builds for about so long. */
const RUN_MS = 2000;

/** So many usages one statement may have to read. */
const USAGES_PER_STEP = 20_000;

/**
 * Builds the rollups of dimensions that came into the list after usages did: day by day, from where everything newer is
 * built back to the oldest usage. It runs where the watermarks are moved, and never beside that: what lies behind
 * them is then computed of every dimension of the list, and what lies before them is left to it.
 */
export class DimensionBuild {
  private readonly dimensions: DimensionRepository;

  constructor(private readonly rollups: RollupRepository) {
    this.dimensions = rollups.dimensions;
  }

  /** Goes on for a while. */
  async run(stop: AbortSignal): Promise<void> {
    const end = performance.now() + RUN_MS;
    const isDue = (): boolean => stop.aborted || performance.now() > end;
    for (const dimension of await this.dimensions.all()) {
      if (!dimension.isBuilt) await this.build(dimension, isDue);
    }
    while (!isDue() && (await this.dimensions.forget()));
  }

  private async build({ name, completeFrom }: Dimension, isDue: () => boolean): Promise<void> {
    const hours = await this.rollups.trusted('hour');
    if (!hours) return;
    const edge = await this.rollups.sourceFrom('hour');
    const oldest = (await this.rollups.oldestUsage()) ?? Infinity;
    const first = Math.max(floorToBucket(Math.min(oldest, hours.to), 'day'), edge);
    let from = Math.min(completeFrom, hours.to);
    while (from > first && !isDue()) {
      const day = floorToBucket(from - 1, 'day');
      await this.buildDay(name, { from: Math.max(day, first), to: from });
      from = day;
      await this.dimensions.trustFrom(name, from, false);
    }
    // What was dropped before the edge cannot be told any more.
    if (from <= first) await this.dimensions.trustFrom(name, Number.isFinite(edge) ? first : -Infinity, true);
  }

  private async buildDay(name: string, hours: TimeRange): Promise<void> {
    const usages = await this.rollups.countUsages(hours);
    for (const window of stepsOf('hour', hours, Math.ceil(usages / USAGES_PER_STEP)))
      await this.compute('hour', window, name);
    const day = { from: floorToBucket(hours.from, 'day'), to: floorToBucket(hours.from, 'day') + DAY_MS };
    const days = await this.rollups.trusted('day');
    // The day that is not over is computed when it is.
    if (days && day.to <= days.to) await this.compute('day', day, name);
  }

  private async compute(level: AggregatedLevel, window: TimeRange, name: string): Promise<void> {
    for (const rollup of rollupsOf(level)) {
      if (rollup.family === 'dimension') await this.rollups.refresh(rollup, window, name);
    }
  }
}
