import type { DataSource } from 'typeorm';
import type { Cursor } from '../../common/cursor.js';
import type { Outcome } from '../../common/pattern-terms.js';
import type { TimeRange } from '../../common/time-range.js';
import { instant } from '../connection/instant.js';
import { onStore } from '../connection/store-error.js';
import { withContext } from './with-context.js';
import type { UsageFilter } from './usage-question.js';

/** A usage that reported an error. */
export interface ErrorUsageRow {
  readonly id: string;
  readonly pattern_id: string;
  readonly created_at: Date;
  readonly outcome: Outcome;
  readonly quality_score: number | null;
  readonly execution_time_ms: number | null;
  readonly context: Readonly<Record<string, unknown>> | null;
  readonly correlation_id: string | null;
  readonly error_message: string;
}

/** Where a usage with a fingerprint is known to be. */
export interface ErrorSight {
  readonly patternId: string;
  readonly fingerprint: string;
  /** Milliseconds since 1970 UTC. */
  readonly at: number;
}

export interface ErrorPage extends TimeRange {
  readonly fingerprint: string;
  /** Only usages of these; at least one. */
  readonly patternIds: readonly string[];
  readonly filter: UsageFilter;
  /** What follows this usage, from young to old. */
  readonly after: Cursor | null;
  readonly limit: number;
}

const COLUMNS = `usage.id, usage.pattern_id, usage.created_at, usage.outcome, usage.quality_score,
  usage.execution_time_ms, usage.context::text AS context, usage.correlation_id, usage.error_message`;

/** As the rollups tell fingerprints. */
const FINGERPRINT = 'coalesce(usage.error_fingerprint, left(usage.error_message, 256))';

/** The part of a filter that is about single usages, as the rollups of errors have it; its parameters are the outcomes, the version and the context. */
const matches = (outcomes: string, version: string, context: string): string => `
  AND usage.success IS NOT NULL
  AND (${outcomes}::text[] IS NULL OR usage.outcome = ANY(${outcomes}::text[]))
  AND (${version}::text IS NULL OR usage.version = ${version})
  AND NOT EXISTS (
    SELECT FROM jsonb_each_text(${context}::jsonb) AS wanted
    WHERE usage.context ->> wanted.key IS DISTINCT FROM wanted.value
  )`;

const SAMPLES = `
  SELECT sight.fingerprint, sample.*
  FROM unnest($1::uuid[], $2::text[], $3::timestamptz[]) AS sight (pattern_id, fingerprint, at)
  CROSS JOIN LATERAL (
    SELECT ${COLUMNS} FROM pattern_feedback AS usage
    WHERE usage.created_at >= sight.at AND usage.created_at < sight.at + INTERVAL '1 millisecond'
      AND usage.pattern_id = sight.pattern_id AND usage.error_message IS NOT NULL
      AND ${FINGERPRINT} = sight.fingerprint ${matches('$4', '$5', '$6')}
    ORDER BY usage.created_at DESC, usage.id DESC LIMIT 1
  ) AS sample`;

const page = (isContinued: boolean): string => `
  SELECT ${COLUMNS} FROM pattern_feedback AS usage
  WHERE usage.created_at >= $1::timestamptz AND usage.created_at < $2::timestamptz
    AND usage.error_message IS NOT NULL AND ${FINGERPRINT} = $3 AND usage.pattern_id = ANY($4::uuid[])
    ${matches('$5', '$6', '$7')}
    ${isContinued ? 'AND (usage.created_at, usage.id) < ($9::timestamptz, $10::uuid)' : ''}
  ORDER BY usage.created_at DESC, usage.id DESC LIMIT $8::int`;

const wanted = ({
  outcomes,
  version,
  context,
}: UsageFilter): [readonly Outcome[] | null, string | null, string] => [
  outcomes ?? null,
  version ?? null,
  JSON.stringify(context ?? {}),
];

/** The single usages behind errors of one kind; kept as long as usages are. */
export class ErrorUsageRepository {
  constructor(private readonly store: DataSource) {}

  /** One usage for each sight that is still kept, by fingerprint. */
  async samples(
    sights: readonly ErrorSight[],
    filter: UsageFilter,
  ): Promise<ReadonlyMap<string, ErrorUsageRow>> {
    if (sights.length === 0) return new Map();
    const rows = await onStore(() =>
      this.store.query<(ErrorUsageRow & { fingerprint: string })[]>(SAMPLES, [
        sights.map(({ patternId }) => patternId),
        sights.map(({ fingerprint }) => fingerprint),
        sights.map(({ at }) => new Date(at).toISOString()),
        ...wanted(filter),
      ]),
    );
    return new Map(rows.map(({ fingerprint, ...row }) => [fingerprint, withContext(row)]));
  }

  /** Usages with one fingerprint, the youngest first; those of one time by descending id. */
  async page({
    from,
    to,
    fingerprint,
    patternIds,
    filter,
    after,
    limit,
  }: ErrorPage): Promise<ErrorUsageRow[]> {
    const range = [instant(from), instant(to)];
    const cursor = after ? [new Date(after.createdAt), after.id] : [];
    const rows = await onStore(() =>
      this.store.query<ErrorUsageRow[]>(page(after !== null), [
        ...range,
        fingerprint,
        patternIds,
        ...wanted(filter),
        limit,
        ...cursor,
      ]),
    );
    return rows.map(withContext);
  }
}
