import type { EntityManager } from 'typeorm';
import type { PoolClient } from 'pg';
import { writeJson } from '../../common/json/write-json.js';
import { StoreUnavailableError } from '../../common/tracker-error.js';
import type { ToldCall, Usage, Written } from '../../common/usage.js';
import type { Retention } from '../../config/config.js';
import { retryDeadlock } from '../connection/retry-deadlock.js';
import { onStore } from '../connection/store-error.js';
import type { TrackerDataSource } from '../connection/tracker-data-source.js';
import { binaryColumn } from '../connection/wire/binary-column.js';
import { text } from '../connection/wire/binary-type.js';
import type { ChunkRepository } from '../retention/chunk.repository.js';
import { RetentionEdge } from '../retention/retention-edge.js';
import type { ErasureRepository } from '../usages/erasure.repository.js';
import { USAGE_COLUMNS } from '../usages/usage-columns.js';
import type { UsageWriteRepository } from '../usages/usage-write.repository.js';
import {
  ADD_PARTS,
  AMEND_CALLS,
  LIMIT_GROUPS,
  LOCK,
  MOVE_PARTS,
  PLACE_PARTS,
  PRUNE_PARTS,
  READ_PARTS,
  READ_USAGES,
} from './call.sql.js';
import { type CallPlan, type Fixed, hasUsage, planCalls, type StoredPart } from './plan-calls.js';

/** A record that tells of a call, as the usage that it would be by itself. */
export type CallUsage = Usage & { readonly call: ToldCall };

/** A usage that a later record of its call changed. */
export interface ChangedUsage {
  readonly patternId: string;
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
  /** By how many usages of known outcome it counts differently: -1, 0 or 1. */
  readonly known: number;
  /** By how many successes it counts differently: -1, 0 or 1. */
  readonly successes: number;
  /** Its quality now, 0..1; null while its outcome is unknown. */
  readonly quality: number | null;
}

/** What records of calls did, once that is committed. */
export interface PairedCalls {
  /** Of each record, in order. */
  readonly written: readonly Written[];
  /** The id of the transaction. */
  readonly transaction: number;
  readonly added: readonly Usage[];
  readonly amended: readonly ChangedUsage[];
  /** Usages of calls that turned out to have another one. */
  readonly erased: readonly { readonly createdAt: number }[];
  /** Whether a pattern that was known got another name, type or first use. */
  readonly isDescribed: boolean;
}

interface PartRow {
  readonly id: string;
  readonly group_id: string;
  readonly call_id: string | null;
  readonly tells: 'start' | 'end';
  readonly sequence: string | null;
  readonly nanos: string;
  readonly rank: number;
  readonly said: Usage;
  readonly usage_id: string | null;
  readonly usage_created_at: Date | null;
}

const EXECUTION_ID = binaryColumn<Usage, string>(
  'execution_id',
  text,
  ({ details }) => details?.execution_id ?? null,
);
const AMEND_COLUMNS = [...USAGE_COLUMNS, EXECUTION_ID];

/** Feedback that comes at the same time is waited for as often. */
const ATTEMPTS = 5;
const CHANGED_MEANWHILE = 'Feedback kept changing the usage of a call.';

const toPart = (row: PartRow): StoredPart => ({
  id: row.id,
  groupId: row.group_id,
  callId: row.call_id,
  tells: row.tells,
  sequence: row.sequence === null ? null : Number(row.sequence),
  nanos: BigInt(row.nanos),
  rank: row.rank,
  usage: row.said,
  of: row.usage_id === null ? null : { id: row.usage_id, createdAt: row.usage_created_at!.getTime() },
});

const partColumns = (usages: readonly CallUsage[]): unknown[] => [
  usages.map(({ id }) => id),
  usages.map(({ call: { placeId, callId } }) => placeId ?? callId),
  usages.map(({ call }) => call.callId),
  usages.map(({ call }) => call.placeId !== null),
  usages.map(({ call }) => call.tells),
  usages.map(({ call }) => call.sequence),
  usages.map(({ call }) => String(call.nanos)),
  usages.map(({ call }) => call.rank),
  usages.map(({ patternId }) => patternId),
  usages.map(({ correlationId }) => correlationId),
  usages.map((usage) => writeJson({ ...usage, call: undefined })),
];

/**
 * Records of OpenTelemetry that tell of the same call. What each says is kept for some days, and the usages of calls
 * follow from all that is kept of them: whatever order the records come in, however often, and through whichever instance.
 */
export class CallRepository {
  private readonly edge: RetentionEdge;

  constructor(
    private readonly store: TrackerDataSource,
    private readonly usages: UsageWriteRepository,
    private readonly erasure: ErasureRepository,
    private readonly chunks: ChunkRepository,
    private readonly retention: Retention,
  ) {
    this.edge = new RetentionEdge(retention);
  }

  /**
   * Stores records and what becomes of the usages of their calls in one transaction; resolves once that is committed.
   * @throws StoreUnavailableError where it is not known to be stored, or feedback changes the same usages all the time.
   */
  record(records: readonly CallUsage[]): Promise<PairedCalls> {
    return this.store.storing(async () => {
      await this.chunks.coverUsages(records.map(({ createdAt }) => createdAt));
      const committed = await onStore(() =>
        retryDeadlock(() => this.store.transaction((transaction) => this.pair(transaction, records))),
      );
      return committed();
    });
  }

  /**
   * Forgets records.
   * @param before when they came, milliseconds.
   */
  async prune(before: number): Promise<void> {
    await onStore(() => this.store.query(PRUNE_PARTS, [new Date(before)]));
  }

  /** @returns what tells of it, to be called once the transaction is committed. */
  private async pair(transaction: EntityManager, records: readonly CallUsage[]): Promise<() => PairedCalls> {
    await transaction.query(LOCK);
    const news = await this.addParts(transaction, records);
    const parts = news.length === 0 ? [] : await this.readParts(transaction, news);
    const plan = planCalls(parts, await this.readUsages(transaction, parts));
    await this.erase(transaction, plan);
    const tell = await this.add(transaction, plan.added);
    const amended = await this.amend(transaction, plan.amended);
    await this.move(transaction, plan);
    const { id } = (await transaction.query<{ id: string }[]>('SELECT pg_current_xact_id()::text AS id'))[0]!;
    return () => {
      const told = tell();
      const added = new Set(told.added.map((usage) => usage.id));
      const fresh = new Set(news);
      const writtenAs = (one: string): Written => {
        if (!fresh.delete(one)) return 'duplicate';
        return added.has(one) ? 'stored' : 'amended';
      };
      return {
        written: records.map((record) => writtenAs(record.id)),
        transaction: Number(id),
        ...told,
        amended,
        erased: plan.erased,
      };
    };
  }

  /** @returns the ids of those that were not there. */
  private async addParts(transaction: EntityManager, records: readonly CallUsage[]): Promise<string[]> {
    const rows = await transaction.query<{ id: string }[]>(ADD_PARTS, partColumns(records));
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return ids;
    const calls = records.flatMap(({ call: { callId } }) => (callId === null ? [] : [callId]));
    if (calls.length > 0) await transaction.query(PLACE_PARTS, [calls]);
    await transaction.query(LIMIT_GROUPS, [ids]);
    return ids;
  }

  private async readParts(transaction: EntityManager, ids: readonly string[]): Promise<StoredPart[]> {
    return (await transaction.query<PartRow[]>(READ_PARTS, [ids])).map(toPart);
  }

  private async readUsages(
    transaction: EntityManager,
    parts: readonly StoredPart[],
  ): Promise<Map<string, Fixed>> {
    const keys = parts.filter(hasUsage).map(({ of }) => of!);
    if (keys.length === 0) return new Map();
    const rows = await transaction.query<{ id: string; pattern_id: string; correlation_id: string | null }[]>(
      READ_USAGES,
      [keys.map(({ createdAt }) => new Date(createdAt)), keys.map(({ id }) => id)],
    );
    return new Map(
      rows.map((row) => [row.id, { patternId: row.pattern_id, correlationId: row.correlation_id }]),
    );
  }

  private async erase(transaction: EntityManager, { erased }: CallPlan): Promise<void> {
    if (erased.length === 0) return;
    const rows = erased.map(({ id, createdAt, patternId }) => ({
      id,
      pattern_id: patternId,
      created_at: new Date(createdAt),
    }));
    await this.erasure.eraseUsages(transaction, rows);
  }

  private async add(
    transaction: EntityManager,
    usages: readonly Usage[],
  ): Promise<() => Pick<PairedCalls, 'added' | 'isDescribed'>> {
    if (usages.length === 0) return () => ({ added: [], isDescribed: false });
    let added: readonly Usage[] = [];
    let isDescribed = false;
    const client = (await transaction.queryRunner!.connect()) as PoolClient;
    const tell = await this.usages.recordWithin(client, usages, {
      onDescribed: () => (isDescribed = true),
      onStored: (stored) => (added = stored),
    });
    return () => {
      tell();
      return { added, isDescribed };
    };
  }

  private async amend(transaction: EntityManager, usages: readonly Usage[]): Promise<ChangedUsage[]> {
    if (usages.length === 0) return [];
    await transaction.query('SET LOCAL timescaledb.max_tuples_decompressed_per_dml_transaction = 0');
    const client = (await transaction.queryRunner!.connect()) as PoolClient;
    const values = [
      ...AMEND_COLUMNS.map((column) => column.array(usages)),
      `${this.retention.minute} milliseconds`,
    ];
    const amended: ChangedUsage[] = [];
    for (let attempt = 1, left = 1; left > 0 && attempt <= ATTEMPTS; attempt += 1) {
      const { rows } = await client.query<{ different: number; changes: ChangedUsage[] }>(
        AMEND_CALLS,
        values,
      );
      const { different, changes } = rows[0]!;
      amended.push(...changes);
      left = different - changes.length;
      if (left > 0 && attempt === ATTEMPTS) throw new StoreUnavailableError(new Error(CHANGED_MEANWHILE));
    }
    if (this.retention.raw !== undefined && amended.length > 0) {
      await this.edge.recompute(transaction, amended, await this.edge.cutoff(transaction));
    }
    return amended;
  }

  private async move(transaction: EntityManager, { moved }: CallPlan): Promise<void> {
    if (moved.length === 0) return;
    await transaction.query(MOVE_PARTS, [
      moved.map(({ part }) => part.id),
      moved.map(({ of }) => of.id),
      moved.map(({ of }) => new Date(of.createdAt)),
    ]);
  }
}
