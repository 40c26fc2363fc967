import type { DataSource } from 'typeorm';
import { errorFingerprint } from '../../common/error-fingerprint.js';
import type { Usage } from '../../common/usage.js';
import { isSuccess } from '../../common/pattern-terms.js';
import { type PreparedStatement, preparedQuery } from '../prepared-query.js';
import { onStore } from '../store-error.js';
import type { PatternRegister, PatternSighting } from './pattern-register.js';
import { recordStatement } from '../usage-write.sql.js';
import { binaryArray } from '../wire/binary-array.js';
import { type BinaryType, bool, float8, int4, jsonb, text, timestamptz, uuid } from '../wire/binary-type.js';

const RECORD = recordStatement('record_usages', false);
const RECORD_WITH_DETAILS = recordStatement('record_usages_with_details', true);

interface Recorded {
  readonly isAll: boolean;
  /** Identity and time of what was stored, where that is not all; null where it is none. */
  readonly keys: readonly (readonly [id: string, createdAt: number])[] | null;
  /** Whether a pattern that was known got another name, type or first use. */
  readonly isDescribed: boolean;
}

/** Which of these keys are stored; the range lets the store leave most chunks alone. */
const FIND: PreparedStatement = {
  name: 'find_usages',
  text: `
  SELECT stored.id, stored.created_at
  FROM unnest($1::uuid[], $2::timestamptz[]) AS sought (id, created_at)
  JOIN pattern_feedback AS stored ON stored.created_at = sought.created_at AND stored.id = sought.id
  WHERE stored.created_at >= $3::timestamptz AND stored.created_at <= $4::timestamptz`,
};

const column = <T, V>(type: BinaryType<V>, rows: readonly T[], valueOf: (row: T) => V | null): Buffer =>
  binaryArray(type, rows.map(valueOf));

const fingerprintOf = ({ errorMessage }: Usage): string | null =>
  errorMessage === null ? null : errorFingerprint(errorMessage);

const usageColumns = (usages: readonly Usage[]): unknown[] => [
  column(uuid, usages, (usage) => usage.id),
  column(uuid, usages, (usage) => usage.patternId),
  column(timestamptz, usages, (usage) => usage.createdAt),
  column(text, usages, (usage) => usage.outcome),
  column(bool, usages, (usage) => isSuccess(usage.outcome)),
  column(float8, usages, (usage) => usage.qualityScore),
  column(int4, usages, (usage) => usage.executionTimeMs),
  column(jsonb, usages, (usage) => usage.context),
  column(uuid, usages, (usage) => usage.correlationId),
  column(text, usages, (usage) => usage.errorMessage),
];

const patternColumns = (sightings: readonly PatternSighting[]): unknown[] => [
  column(uuid, sightings, (sighting) => sighting.id),
  column(text, sightings, (sighting) => sighting.name),
  column(timestamptz, sightings, (sighting) => sighting.namedAt),
  column(text, sightings, (sighting) => sighting.type),
  column(text, sightings, (sighting) => sighting.nodeType),
  column(timestamptz, sightings, (sighting) => sighting.firstSeen),
];

/** A usage's place in the primary key. */
interface UsageKey {
  readonly id: string;
  readonly created_at: Date;
}

const keyOf = ({ id, createdAt }: Pick<Usage, 'id' | 'createdAt'>): string => `${id} ${createdAt}`;
const keysOf = (rows: readonly UsageKey[]): Set<string> =>
  new Set(rows.map((row) => keyOf({ id: row.id, createdAt: row.created_at.getTime() })));

/** The one way into pattern_feedback. */
export class UsageWriteRepository {
  constructor(
    private readonly store: DataSource,
    private readonly register: PatternRegister,
    private readonly minuteRetentionMs: number,
  ) {}

  /**
   * Stores usages; resolves once all of them are committed, in one transaction but for the case
   * below.
   *
   * What an insert left out is a repetition, and is looked up before it is called one: up to
   * TimescaleDB 2.18.0 an insert into a compressed chunk ends at its first repetition and leaves out
   * whatever follows (timescale/timescaledb issue 7672). That is sent again; each time at least the
   * first of it is stored.
   * @param onDescribed called where a pattern that was known got another name, type or first use.
   * @returns for each usage, in order, whether it was new (true) or already there (false).
   * @throws StoreUnavailableError where not all are known to be stored.
   */
  async record(usages: readonly Usage[], onDescribed: () => void = () => undefined): Promise<boolean[]> {
    const first = await this.insert(usages, onDescribed);
    if (first === undefined) return usages.map(() => true);
    const fresh = new Set(first);
    for (let pending = await this.missingOf(usages, first); pending.length > 0;) {
      const stored = (await this.insert(pending, onDescribed)) ?? new Set(pending.map(keyOf));
      for (const key of stored) fresh.add(key);
      pending = await this.missingOf(pending, stored);
    }
    return usages.map((usage) => fresh.delete(keyOf(usage)));
  }

  /** @returns the keys of what was stored, or undefined where that is everything. */
  private async insert(usages: readonly Usage[], onDescribed: () => void): Promise<Set<string> | undefined> {
    const sightings = this.register.news(usages);
    const hasDetails = usages.some(({ details }) => details !== undefined);
    const [recorded] = await onStore(() =>
      preparedQuery<Recorded>(this.store, hasDetails ? RECORD_WITH_DETAILS : RECORD, [
        ...usageColumns(usages),
        ...patternColumns(sightings),
        `${this.minuteRetentionMs} milliseconds`,
        column(text, usages, fingerprintOf),
        ...(hasDetails
          ? [column(jsonb, usages, ({ details }) => (details ? JSON.stringify(details) : null))]
          : []),
      ]),
    );
    this.register.remember(sightings);
    if (recorded!.isDescribed) onDescribed();
    if (recorded!.isAll) return undefined;
    return new Set((recorded!.keys ?? []).map(([id, createdAt]) => keyOf({ id, createdAt })));
  }

  private async missingOf(usages: readonly Usage[], found: ReadonlySet<string>): Promise<Usage[]> {
    const sought = usages.filter((usage) => !found.has(keyOf(usage)));
    if (sought.length === 0) return [];
    const times = sought.map(({ createdAt }) => createdAt);
    const rows = await onStore(() =>
      preparedQuery<UsageKey>(this.store, FIND, [
        binaryArray(
          uuid,
          sought.map(({ id }) => id),
        ),
        binaryArray(timestamptz, times),
        new Date(times.reduce((a, b) => Math.min(a, b))),
        new Date(times.reduce((a, b) => Math.max(a, b))),
      ]),
    );
    const stored = keysOf(rows);
    return sought.filter((usage) => !stored.has(keyOf(usage)));
  }
}
