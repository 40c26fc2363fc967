import type { DataSource } from 'typeorm';
import type { TelemetryKind } from '../../common/telemetry-kind.js';
import { onStore } from '../connection/store-error.js';

/** Names that are kept; what comes under others then is counted as this one. */
export const MAX_UNMAPPED_NAMES = 1000;
export const OTHER_NAMES = 'other';

/** What came in and no mapping takes. */
export interface UnmappedCount {
  readonly kind: TelemetryKind;
  readonly name: string;
  /** The program that sent it; null where it did not say. */
  readonly service: string | null;
  /** Names of some of its attributes, those first that name what was used. */
  readonly attributes: readonly string[];
  readonly count: number;
  /** Milliseconds since 1970 UTC. */
  readonly lastSeen: number;
}

export interface UnmappedName extends UnmappedCount {
  readonly firstSeen: number;
}

interface Row {
  readonly kind: TelemetryKind;
  readonly name: string;
  readonly service: string | null;
  readonly attributes: string[];
  readonly count: number;
  readonly first_seen: Date;
  readonly last_seen: Date;
}

const LIST = `
  SELECT kind, name, service, attributes, count::float8 AS count, first_seen, last_seen
  FROM ingestion_unmapped
  ORDER BY ingestion_unmapped.count DESC, kind, name`;

/** Reads what came in and no mapping takes; IngestionCountRepository adds to it. */
export class UnmappedRepository {
  constructor(private readonly store: DataSource) {}

  /** The most frequent first. */
  async list(): Promise<UnmappedName[]> {
    const rows = await onStore(() => this.store.query<Row[]>(LIST));
    return rows.map(({ first_seen, last_seen, ...row }) => ({
      ...row,
      firstSeen: first_seen.getTime(),
      lastSeen: last_seen.getTime(),
    }));
  }
}
