import type { DataSource } from 'typeorm';
import type { IngestionSource } from '../../common/ingestion-source.js';
import type { TimeRange } from '../../common/time-range.js';
import { onStore } from '../connection/store-error.js';

/** What came in from a source in a minute. */
export interface SourceMinute {
  /** Its start, in milliseconds since 1970 UTC. */
  readonly minute: number;
  readonly source: IngestionSource;
  /** Usages that were new. */
  readonly stored: number;
  /** Usages that were there already and got an outcome or quality. */
  readonly amended: number;
  readonly duplicates: number;
  /** Of the stored ones, those that came minutes after their own time. */
  readonly late: number;
  /** Records that name no pattern. */
  readonly ignored: number;
  /** Refused usages by the code of the reason. */
  readonly refused: ReadonlyMap<string, number>;
}

/** What came in from a source in a bucket. */
export interface SourceBucket {
  /** The bucket's place in the list that was asked for. */
  readonly bucket: number;
  readonly source: IngestionSource;
  readonly stored: number;
  readonly amended: number;
  readonly duplicates: number;
  readonly late: number;
  readonly ignored: number;
  readonly rejected: number;
}

export interface SourceRefusal {
  readonly source: IngestionSource;
  readonly code: string;
  readonly count: number;
}

/**
 * A writer's numbers rise, so what it sends twice is added once. A clock that was set back brings a
 * minute twice.
 */
const ADD = `
  WITH fresh AS (
    INSERT INTO ingestion_writer AS known (id, number, written_at) VALUES ($1, $2, now())
    ON CONFLICT (id) DO UPDATE SET number = excluded.number, written_at = excluded.written_at
      WHERE known.number < excluded.number
    RETURNING number
  ), counted AS (
    INSERT INTO ingestion_minute AS counts (minute, source, stored, amended, duplicates, late, ignored, rejected)
    SELECT counted.minute, counted.source, sum(counted.stored), sum(counted.amended), sum(counted.duplicates),
      sum(counted.late), sum(counted.ignored), sum(counted.rejected)
    FROM fresh, unnest($3::timestamptz[], $4::text[], $5::bigint[], $6::bigint[], $7::bigint[], $8::bigint[],
      $9::bigint[], $10::bigint[])
      AS counted (minute, source, stored, amended, duplicates, late, ignored, rejected)
    GROUP BY counted.minute, counted.source
    ORDER BY counted.minute, counted.source
    ON CONFLICT (minute, source) DO UPDATE SET
      stored = counts.stored + excluded.stored,
      amended = counts.amended + excluded.amended,
      duplicates = counts.duplicates + excluded.duplicates,
      late = counts.late + excluded.late,
      ignored = counts.ignored + excluded.ignored,
      rejected = counts.rejected + excluded.rejected
  )
  INSERT INTO ingestion_refusal AS counts (minute, source, code, rejected)
  SELECT refused.minute, refused.source, refused.code, sum(refused.rejected)
  FROM fresh, unnest($11::timestamptz[], $12::text[], $13::text[], $14::bigint[])
    AS refused (minute, source, code, rejected)
  GROUP BY refused.minute, refused.source, refused.code
  ORDER BY refused.minute, refused.source, refused.code
  ON CONFLICT (minute, source, code) DO UPDATE SET rejected = counts.rejected + excluded.rejected`;

const IN_BUCKETS = `
  SELECT width_bucket(counts.minute, $3::timestamptz[]) - 1 AS bucket, counts.source,
    sum(counts.stored)::float8 AS stored, sum(counts.amended)::float8 AS amended,
    sum(counts.duplicates)::float8 AS duplicates, sum(counts.late)::float8 AS late,
    sum(counts.ignored)::float8 AS ignored, sum(counts.rejected)::float8 AS rejected
  FROM ingestion_minute AS counts
  WHERE counts.minute >= $1 AND counts.minute < $2
  GROUP BY 1, 2`;

const REFUSALS = `
  SELECT counts.source, counts.code, sum(counts.rejected)::float8 AS count
  FROM ingestion_refusal AS counts
  WHERE counts.minute >= $1 AND counts.minute < $2
  GROUP BY 1, 2 ORDER BY 3 DESC, 2, 1`;

const sumOf = (counts: ReadonlyMap<string, number>): number => {
  let sum = 0;
  for (const count of counts.values()) sum += count;
  return sum;
};

/** Counts of what came in, by source and minute; all instances add to the same rows. */
export class IngestionCountRepository {
  constructor(private readonly store: DataSource) {}

  /**
   * Adds counts, unless these are there already.
   * @param writer who counted.
   * @param number of what the writer sends; higher than that of everything it sent before.
   * @throws StoreUnavailableError where it is not known whether they were added.
   */
  async add(writer: string, number: number, counts: readonly SourceMinute[]): Promise<void> {
    const refusals = counts.flatMap(({ minute, source, refused }) =>
      [...refused].map(([code, rejected]) => ({ minute, source, code, rejected })),
    );
    await onStore(() =>
      this.store.query(ADD, [
        writer,
        number,
        counts.map(({ minute }) => new Date(minute)),
        counts.map(({ source }) => source),
        counts.map(({ stored }) => stored),
        counts.map(({ amended }) => amended),
        counts.map(({ duplicates }) => duplicates),
        counts.map(({ late }) => late),
        counts.map(({ ignored }) => ignored),
        counts.map(({ refused }) => sumOf(refused)),
        refusals.map(({ minute }) => new Date(minute)),
        refusals.map(({ source }) => source),
        refusals.map(({ code }) => code),
        refusals.map(({ rejected }) => rejected),
      ]),
    );
  }

  /** @param starts of the buckets, rising; milliseconds. */
  inBuckets({ from, to }: TimeRange, starts: readonly number[]): Promise<SourceBucket[]> {
    const values = [new Date(from), new Date(to), starts.map((start) => new Date(start))];
    return onStore(() => this.store.query<SourceBucket[]>(IN_BUCKETS, values));
  }

  /** Why usages were refused, the most frequent reason first. */
  refusals({ from, to }: TimeRange): Promise<SourceRefusal[]> {
    return onStore(() => this.store.query<SourceRefusal[]>(REFUSALS, [new Date(from), new Date(to)]));
  }

  /** The latest time of a stored usage, in milliseconds; null where there is none. */
  async newestUsage(): Promise<number | null> {
    const [row] = await onStore(() =>
      this.store.query<{ created_at: Date }[]>(
        'SELECT created_at FROM pattern_feedback ORDER BY created_at DESC LIMIT 1',
      ),
    );
    return row ? row.created_at.getTime() : null;
  }

  /** Forgets minutes before a time, and writers that have not written since. */
  async prune(before: number): Promise<void> {
    const values = [new Date(before)];
    await onStore(() => this.store.query('DELETE FROM ingestion_minute WHERE minute < $1', values));
    await onStore(() => this.store.query('DELETE FROM ingestion_refusal WHERE minute < $1', values));
    await onStore(() => this.store.query('DELETE FROM ingestion_writer WHERE written_at < $1', values));
  }
}
