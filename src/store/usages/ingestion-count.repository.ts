import type { DataSource } from 'typeorm';
import type { IngestionSource } from '../../common/ingestion-source.js';
import type { TimeRange } from '../../common/time-range.js';
import { onStore } from '../connection/store-error.js';
import { MAX_UNMAPPED_NAMES, OTHER_NAMES, type UnmappedCount } from './unmapped.repository.js';

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

/** What was counted of what came in. */
export interface IngestionCounts {
  readonly minutes: readonly SourceMinute[];
  readonly unmapped: readonly UnmappedCount[];
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
  ), refusals AS (
    INSERT INTO ingestion_refusal AS counts (minute, source, code, rejected)
    SELECT refused.minute, refused.source, refused.code, sum(refused.rejected)
    FROM fresh, unnest($11::timestamptz[], $12::text[], $13::text[], $14::bigint[])
      AS refused (minute, source, code, rejected)
    GROUP BY refused.minute, refused.source, refused.code
    ORDER BY refused.minute, refused.source, refused.code
    ON CONFLICT (minute, source, code) DO UPDATE SET rejected = counts.rejected + excluded.rejected
  ), seen AS (
    SELECT seen.*, known.name IS NULL AS is_new,
      row_number() OVER (PARTITION BY known.name IS NULL ORDER BY seen.kind, seen.name) AS place
    FROM fresh, unnest($15::text[], $16::text[], $17::text[], $18::text[], $19::bigint[], $20::timestamptz[])
      AS seen (kind, name, service, attributes, count, last_seen)
    LEFT JOIN ingestion_unmapped AS known ON known.kind = seen.kind AND known.name = seen.name
  ), kept AS (
    SELECT seen.kind, seen.count, seen.last_seen,
      NOT seen.is_new OR seen.place <= ${MAX_UNMAPPED_NAMES} - (SELECT count(*) FROM ingestion_unmapped) AS is_kept,
      seen.name, seen.service, seen.attributes
    FROM seen
  )
  INSERT INTO ingestion_unmapped AS counts (kind, name, service, attributes, count, first_seen, last_seen)
  SELECT kept.kind, CASE WHEN kept.is_kept THEN kept.name ELSE '${OTHER_NAMES}' END AS name,
    max(kept.service) FILTER (WHERE kept.is_kept),
    coalesce(max(kept.attributes) FILTER (WHERE kept.is_kept), '[]')::jsonb,
    sum(kept.count), min(kept.last_seen), max(kept.last_seen)
  FROM kept
  GROUP BY 1, 2
  ORDER BY 1, 2
  ON CONFLICT (kind, name) DO UPDATE SET
    service = coalesce(excluded.service, counts.service),
    attributes = CASE WHEN excluded.attributes = '[]' THEN counts.attributes ELSE excluded.attributes END,
    count = counts.count + excluded.count,
    last_seen = greatest(counts.last_seen, excluded.last_seen)`;

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
  async add(writer: string, number: number, { minutes, unmapped }: IngestionCounts): Promise<void> {
    const refusals = minutes.flatMap(({ minute, source, refused }) =>
      [...refused].map(([code, rejected]) => ({ minute, source, code, rejected })),
    );
    await onStore(() =>
      this.store.query(ADD, [
        writer,
        number,
        minutes.map(({ minute }) => new Date(minute)),
        minutes.map(({ source }) => source),
        minutes.map(({ stored }) => stored),
        minutes.map(({ amended }) => amended),
        minutes.map(({ duplicates }) => duplicates),
        minutes.map(({ late }) => late),
        minutes.map(({ ignored }) => ignored),
        minutes.map(({ refused }) => sumOf(refused)),
        refusals.map(({ minute }) => new Date(minute)),
        refusals.map(({ source }) => source),
        refusals.map(({ code }) => code),
        refusals.map(({ rejected }) => rejected),
        unmapped.map(({ kind }) => kind),
        unmapped.map(({ name }) => name),
        unmapped.map(({ service }) => service),
        unmapped.map(({ attributes }) => JSON.stringify(attributes)),
        unmapped.map(({ count }) => count),
        unmapped.map(({ lastSeen }) => new Date(lastSeen)),
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

  /** Forgets minutes before a time, and names and writers of which nothing came since. */
  async prune(before: number): Promise<void> {
    const values = [new Date(before)];
    await onStore(() => this.store.query('DELETE FROM ingestion_minute WHERE minute < $1', values));
    await onStore(() => this.store.query('DELETE FROM ingestion_refusal WHERE minute < $1', values));
    await onStore(() => this.store.query('DELETE FROM ingestion_unmapped WHERE last_seen < $1', values));
    await onStore(() => this.store.query('DELETE FROM ingestion_writer WHERE written_at < $1', values));
  }
}
