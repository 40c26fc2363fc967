import { patternIdOf } from '../common/pattern-id.js';
import type { UsageStats, UsageStatsResponse } from '../analytics/index.js';
import { writeJson } from '../common/json/write-json.js';
import { DEFAULT_HOURS, formatTime, type Granularity, type TimeRangeName } from '../common/time-range.js';
import { uuidV7Time } from '../common/uuid.js';
import type { PatternEffectiveness } from '../effectiveness/index.js';
import type { RecordedUsage } from '../ingestion/index.js';
import type { UsageInput } from '../tracker/index.js';
import { ClientError, RefusedError } from './client-error.js';
import type { ClientOptions } from './client-options.js';
import { makeUuidV7 } from './make-uuid-v7.js';
import { TrackerApi } from './tracker-api.js';
import { UsageBuffer } from './usage-buffer.js';

/** Usage per bucket instead of in total. */
export interface BucketRange {
  readonly timeRange?: TimeRangeName;
  readonly groupBy?: Granularity;
}

/** JSON would write NaN and Infinity as null without a word. */
const refuseNonNumbers = (key: string, value: unknown): unknown => {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  throw new TypeError(`${key} is ${value}, which JSON cannot hold`);
};

const toJson = (usage: UsageInput): string => {
  try {
    return writeJson(usage, refuseNonNumbers);
  } catch (error) {
    throw new RefusedError(`The usage cannot be written as JSON: ${(error as Error).message}.`, 422);
  }
};

const timeOf = ({ id, created_at }: UsageInput): string => {
  const time = created_at == null ? uuidV7Time(id ?? '') : Date.parse(created_at);
  return time === undefined || Number.isNaN(time) ? String(created_at) : formatTime(time);
};

/**
 * A client for a tracker's HTTP API, with the original tracker's calls. Usages are sent together and
 * again until they are acknowledged; their ids make sure that each is counted once. Every method
 * rejects with a ClientError: RefusedError, UnavailableError, BufferFullError or ClosedError.
 */
export class PatternUsageClient implements AsyncDisposable {
  private readonly api: TrackerApi;
  private readonly buffer: UsageBuffer;
  private readonly onError: ClientOptions['onError'];

  /** @throws TypeError where the URL is none. */
  constructor(options: ClientOptions = {}) {
    this.api = new TrackerApi(options);
    this.buffer = new UsageBuffer(this.api, options);
    this.onError = options.onError;
  }

  /**
   * Records one usage; resolves once the server has it for good.
   * @param usage without an id it gets one that carries the time of this call.
   */
  recordUsage(usage: UsageInput): Promise<RecordedUsage> {
    const recorded = this.record({ ...usage, id: usage.id ?? makeUuidV7() });
    const { onError } = this;
    if (onError) recorded.catch((error: unknown) => onError(error as ClientError, usage));
    return recorded;
  }

  /**
   * Totals of one pattern, or of all that were used in the range, the most used first.
   * @param patternId its UUID or its name.
   * @param range how many hours back from now, 1..87600 and whole; or a range in buckets.
   */
  getUsageStats(patternId?: string | null, range?: number): Promise<UsageStats>;
  getUsageStats(patternId: string | null | undefined, range: BucketRange): Promise<UsageStatsResponse>;
  async getUsageStats(
    patternId?: string | null,
    range: number | BucketRange = DEFAULT_HOURS,
  ): Promise<UsageStats | UsageStatsResponse> {
    const pattern_id = patternId == null ? undefined : patternIdOf(patternId);
    if (typeof range !== 'number') {
      const query = { pattern_id, time_range: range.timeRange, group_by: range.groupBy };
      return (await this.api.get('usage-stats', query)) as UsageStatsResponse;
    }
    const query = { pattern_id, time_range_hours: String(range) };
    return (await this.api.get('usage-stats/totals', query)) as UsageStats;
  }

  /**
   * How effective a pattern is, with the terms of its score.
   * @param patternId its UUID or its name.
   * @param timeRangeHours how far back from now, in hours; 1..87600 and whole.
   */
  async getPatternEffectiveness(
    patternId: string,
    timeRangeHours = DEFAULT_HOURS,
  ): Promise<PatternEffectiveness> {
    const path = `patterns/${patternIdOf(patternId)}/effectiveness`;
    return (await this.api.get(path, { time_range_hours: String(timeRangeHours) })) as PatternEffectiveness;
  }

  /** Sends what waits; resolves once every usage given so far is recorded or refused. */
  flush(): Promise<void> {
    return this.buffer.flush();
  }

  /** Takes no more usages, and flushes. Node.js flushes by itself when a program ends by itself. */
  close(): Promise<void> {
    return this.buffer.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  private async record(usage: UsageInput): Promise<RecordedUsage> {
    const result = await this.buffer.add(toJson(usage));
    if ('refused' in result) throw result.refused;
    const { id, duplicate } = result;
    return {
      id,
      pattern_id: patternIdOf((usage.pattern ?? usage.pattern_id)!),
      created_at: timeOf(usage),
      duplicate,
    };
  }
}
