import type { PoolClient } from 'pg';
import { writeJson } from '../../common/json/write-json.js';
import type { Usage } from '../../common/usage.js';
import { type PreparedStatement, preparedQuery } from '../connection/prepared-query.js';
import { onStore } from '../connection/store-error.js';
import type { ChunkRepository } from '../retention/chunk.repository.js';
import type { PatternRegister, PatternSighting } from '../patterns/pattern-register.js';
import type { TrackerDataSource } from '../connection/tracker-data-source.js';
import { USAGE_COLUMNS } from './usage-columns.js';
import { COMPLETE_COPY, recordStatement } from './usage-write.sql.js';
import { binaryArray } from '../connection/wire/binary-array.js';
import { type BinaryColumn, binaryColumn } from '../connection/wire/binary-column.js';
import { binaryCopy } from '../connection/wire/binary-copy.js';
import { jsonb, text, timestamptz, uuid } from '../connection/wire/binary-type.js';
import { copyIn } from '../connection/wire/copy-in.js';

const RECORD = recordStatement('record_usages', false);
const RECORD_WITH_DETAILS = recordStatement('record_usages_with_details', true);

/** Is told what a write did, once that is committed. */
export interface WriteListener {
  /** A pattern that was known got another name, type or first use. */
  readonly onDescribed?: () => void;
  /** These usages, which were not there before, were stored by that transaction. */
  readonly onStored?: (usages: readonly Usage[], transaction: number) => void;
}

interface Recorded {
  /** The transaction's id, a number of 64 bits. */
  readonly transaction: string;
  readonly isAll: boolean;
  /** Identity and time of what was stored, where that is not all; null where it is none. */
  readonly keys: readonly (readonly [id: string, createdAt: number])[] | null;
  /** Whether a pattern that was known got another name, type or first use. */
  readonly isDescribed: boolean;
}

type Copied = Pick<Recorded, 'transaction' | 'isDescribed'>;

/** Which of these keys are stored; the range lets the store leave most chunks alone. */
const FIND: PreparedStatement = {
  name: 'find_usages',
  text: `
  SELECT stored.id, stored.created_at
  FROM unnest($1::uuid[], $2::timestamptz[]) AS sought (id, created_at)
  JOIN pattern_feedback AS stored ON stored.created_at = sought.created_at AND stored.id = sought.id
  WHERE stored.created_at >= $3::timestamptz AND stored.created_at <= $4::timestamptz`,
};

/** What a copy is completed by, in the order of its statement. */
const COMPLETING_COLUMNS = ['created_at', 'pattern_id', 'correlation_id', 'success'].map((key) =>
  USAGE_COLUMNS.find(({ name }) => name === key)!,
);
const DETAILS = binaryColumn<Usage, string>('details', jsonb, ({ details }) =>
  details ? writeJson(details) : null,
);

const PATTERN_COLUMNS: readonly BinaryColumn<PatternSighting>[] = [
  binaryColumn('id', uuid, ({ id }) => id),
  binaryColumn('name', text, ({ name }) => name),
  binaryColumn('named_at', timestamptz, ({ namedAt }) => namedAt),
  binaryColumn('type', text, ({ type }) => type),
  binaryColumn('node_type', text, ({ nodeType }) => nodeType),
  binaryColumn('first_seen', timestamptz, ({ firstSeen }) => firstSeen),
];

const arraysOf = <Row>(columns: readonly BinaryColumn<Row>[], rows: readonly Row[]): Buffer[] =>
  columns.map((column) => column.array(rows));

const COPY = `BEGIN; COPY pattern_feedback (${USAGE_COLUMNS.map(({ name }) => name).join(', ')}) FROM STDIN (FORMAT binary)`;
const UNIQUE_VIOLATION = '23505';

const compare = (a: Usage, b: Usage): number => {
  if (a.patternId !== b.patternId) return a.patternId < b.patternId ? -1 : 1;
  return a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
};

/**
 * The order of the index by pattern, in which neighbours are stored together; the same for everybody,
 * so that two who bring the same usages wait for one another and do not deadlock.
 */
const inOrder = (usages: readonly Usage[]): Usage[] => [...usages].sort(compare);

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
  private readonly minutesKept: string;
  /** Repetitions come in rows, as in a replay; while they do, COPY would only be refused. */
  private isRepeating = false;

  constructor(
    private readonly store: TrackerDataSource,
    private readonly register: PatternRegister,
    private readonly chunks: ChunkRepository,
    minuteRetentionMs: number,
  ) {
    this.minutesKept = `${minuteRetentionMs} milliseconds`;
  }

  /**
   * Stores usages; resolves once all of them are committed, in one transaction but for the case
   * below.
   *
   * What an insert left out is a repetition, and is looked up before it is called one: up to
   * TimescaleDB 2.18.0 an insert into a compressed chunk ends at its first repetition and leaves out
   * whatever follows (timescale/timescaledb issue 7672). That is sent again; each time at least the
   * first of it is stored.
   * @returns for each usage, in order, whether it was new (true) or already there (false).
   * @throws StoreUnavailableError where not all are known to be stored.
   */
  record(usages: readonly Usage[], listener: WriteListener = {}): Promise<boolean[]> {
    return this.store.storing(() => this.recordAll(usages, listener));
  }

  /**
   * Stores usages that are not there within a transaction of somebody else's.
   * @param client of that transaction.
   * @returns what to call once it is committed.
   */
  async recordWithin(
    client: PoolClient,
    usages: readonly Usage[],
    { onDescribed, onStored }: WriteListener,
  ): Promise<() => void> {
    const sightings = this.register.news(usages);
    const values = [
      ...arraysOf(USAGE_COLUMNS, usages),
      ...arraysOf(PATTERN_COLUMNS, sightings),
      this.minutesKept,
      DETAILS.array(usages),
    ];
    const { rows } = await client.query<Recorded>({ ...RECORD_WITH_DETAILS, values });
    const { transaction, isAll, keys, isDescribed } = rows[0]!;
    const stored = new Set((keys ?? []).map(([id, createdAt]) => keyOf({ id, createdAt })));
    return () => {
      this.register.remember(sightings);
      if (isDescribed) onDescribed?.();
      onStored?.(isAll ? usages : usages.filter((usage) => stored.has(keyOf(usage))), Number(transaction));
    };
  }

  private async recordAll(usages: readonly Usage[], listener: WriteListener): Promise<boolean[]> {
    await this.chunks.coverUsages(usages.map(({ createdAt }) => createdAt));
    const first = await this.insert(usages, listener);
    if (first === undefined) return usages.map(() => true);
    const fresh = new Set(first);
    for (let pending = await this.missingOf(usages, first); pending.length > 0;) {
      const stored = (await this.insert(pending, listener)) ?? new Set(pending.map(keyOf));
      for (const key of stored) fresh.add(key);
      pending = await this.missingOf(pending, stored);
    }
    return usages.map((usage) => fresh.delete(keyOf(usage)));
  }

  /** @returns the keys of what was stored, or undefined where that is everything. */
  private async insert(
    usages: readonly Usage[],
    { onDescribed, onStored }: WriteListener,
  ): Promise<Set<string> | undefined> {
    const sightings = this.register.news(usages);
    const hasDetails = usages.some(({ details }) => details !== undefined);
    const isCopied = !this.isRepeating && !hasDetails && usages.length >= this.store.capabilities.copyRows;
    const copied = isCopied ? await onStore(() => this.copy(usages, sightings)) : undefined;
    if (copied) {
      this.register.remember(sightings);
      if (copied.isDescribed) onDescribed?.();
      onStored?.(usages, Number(copied.transaction));
      return undefined;
    }
    const [recorded] = await onStore(() =>
      preparedQuery<Recorded>(this.store, hasDetails ? RECORD_WITH_DETAILS : RECORD, [
        ...arraysOf(USAGE_COLUMNS, usages),
        ...arraysOf(PATTERN_COLUMNS, sightings),
        this.minutesKept,
        ...(hasDetails ? [DETAILS.array(usages)] : []),
      ]),
    );
    this.register.remember(sightings);
    if (recorded!.isDescribed) onDescribed?.();
    this.isRepeating = !recorded!.isAll;
    const transaction = Number(recorded!.transaction);
    if (recorded!.isAll) {
      onStored?.(usages, transaction);
      return undefined;
    }
    const stored = new Set((recorded!.keys ?? []).map(([id, createdAt]) => keyOf({ id, createdAt })));
    if (onStored) {
      const told = new Set(stored);
      onStored(
        usages.filter((usage) => told.delete(keyOf(usage))),
        transaction,
      );
    }
    return stored;
  }

  /** @returns undefined where one of them is a repetition, and none is stored. */
  private async copy(
    usages: readonly Usage[],
    sightings: readonly PatternSighting[],
  ): Promise<Copied | undefined> {
    const runner = this.store.createQueryRunner();
    try {
      const client = (await runner.connect()) as PoolClient;
      try {
        await copyIn(client, COPY, binaryCopy(USAGE_COLUMNS, inOrder(usages)));
        const values = [
          ...arraysOf(PATTERN_COLUMNS, sightings),
          ...arraysOf(COMPLETING_COLUMNS, usages),
          this.minutesKept,
        ];
        const { rows } = await client.query<Copied>({ ...COMPLETE_COPY, values });
        await client.query('COMMIT');
        return rows[0]!;
      } catch (error) {
        await client.query('ROLLBACK');
        if ((error as { code?: string }).code === UNIQUE_VIOLATION) return undefined;
        throw error;
      }
    } finally {
      await runner.release();
    }
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
