import type { EntityManager } from 'typeorm';
import type { Outcome } from '../../common/pattern-terms.js';
import { isUuid } from '../../common/uuid.js';
import type { Retention } from '../../config/config.js';
import { retryDeadlock } from '../connection/retry-deadlock.js';
import { onStore } from '../connection/store-error.js';
import type { TrackerDataSource } from '../connection/tracker-data-source.js';
import { RetentionEdge } from '../retention/retention-edge.js';
import type { ChangedUsage } from './call.repository.js';
import { LOCK } from './call.sql.js';
import {
  EVALUATE,
  FIND_EVALUATED,
  IS_ANY_WAITING,
  PRUNE_EVALUATIONS,
  WAIT,
  WAIT_NO_MORE,
  WAITING_FOR,
  WAITING_SINCE,
} from './evaluation.sql.js';

/** What an evaluator found of a use. */
export interface Evaluation {
  /** A UUID, the same for each time it is sent. */
  readonly id: string;
  /** Of the use: an execution id, the id of its usage or of its call. */
  readonly keys: readonly string[];
  /** Of the evaluator's measure. */
  readonly name: string;
  /** What came of the use, where that is not known otherwise; null where it does not say. */
  readonly outcome: Outcome | null;
  /** What is kept of it in the usage. */
  readonly said: {
    /** On the evaluator's scale. */
    readonly value: number | null;
    /** 0..1; null where the scale is not known. */
    readonly quality: number | null;
    readonly label: string | null;
    readonly explanation: string | null;
    /** RFC 3339, UTC. */
    readonly at: string;
  };
}

/** What evaluations did, once that is committed. */
export interface Evaluated {
  /** Of each, in order. */
  readonly fates: readonly ('amended' | 'duplicate' | 'waiting')[];
  /** The id of the transaction. */
  readonly transaction: number;
  readonly amended: readonly ChangedUsage[];
}

type Fate = Evaluated['fates'][number];

interface WaitingRow {
  readonly id: string;
  readonly said: Evaluation;
}

/** Evaluations of usages, which may come before these. */
export class EvaluationRepository {
  private readonly edge: RetentionEdge;

  constructor(
    private readonly store: TrackerDataSource,
    private readonly retention: Retention,
  ) {
    this.edge = new RetentionEdge(retention);
  }

  /**
   * Keeps evaluations in the usages that they judge, or until those come; resolves once that is committed.
   * @throws StoreUnavailableError where it is not known to be stored.
   */
  record(evaluations: readonly Evaluation[]): Promise<Evaluated> {
    return this.inTransaction((transaction) => this.apply(transaction, evaluations));
  }

  /**
   * Applies those that wait for one of these ids.
   * @returns undefined where none does.
   * @throws StoreUnavailableError
   */
  async applyTo(keys: readonly string[]): Promise<Evaluated | undefined> {
    return (await this.isAnyWaiting()) ? this.applyWaiting(WAITING_FOR, [keys]) : undefined;
  }

  /** @throws StoreUnavailableError */
  async isAnyWaiting(): Promise<boolean> {
    const [row] = await onStore(() => this.store.query<{ isAny: boolean }[]>(IS_ANY_WAITING));
    return row!.isAny;
  }

  /**
   * Applies those that came since a time (milliseconds): one that came with its usage may have missed it.
   * @returns as `applyTo`.
   * @throws StoreUnavailableError
   */
  applySince(time: number): Promise<Evaluated | undefined> {
    return this.applyWaiting(WAITING_SINCE, [new Date(time)]);
  }

  /** Forgets those that have waited since before a time, in milliseconds. */
  async prune(before: number): Promise<void> {
    await onStore(() => this.store.query(PRUNE_EVALUATIONS, [new Date(before)]));
  }

  private applyWaiting(sql: string, values: unknown[]): Promise<Evaluated | undefined> {
    return this.inTransaction(async (transaction) => {
      const rows = await transaction.query<WaitingRow[]>(sql, values);
      if (rows.length === 0) return undefined;
      const evaluated = await this.apply(
        transaction,
        rows.map(({ said }) => said),
      );
      const done = rows.filter((_, at) => evaluated.fates[at] !== 'waiting').map(({ id }) => id);
      await transaction.query(WAIT_NO_MORE, [done]);
      return evaluated;
    });
  }

  private async apply(transaction: EntityManager, evaluations: readonly Evaluation[]): Promise<Evaluated> {
    await transaction.query(LOCK);
    const fates: Fate[] = [];
    const amended: ChangedUsage[] = [];
    for (const evaluation of evaluations) {
      const { fate, change } = await this.applyOne(transaction, evaluation);
      fates.push(fate);
      if (change) amended.push(change);
    }
    if (this.retention.raw !== undefined && amended.length > 0) {
      await this.edge.recompute(transaction, amended, await this.edge.cutoff(transaction));
    }
    const { id } = (await transaction.query<{ id: string }[]>('SELECT pg_current_xact_id()::text AS id'))[0]!;
    return { fates, transaction: Number(id), amended };
  }

  private async applyOne(
    transaction: EntityManager,
    evaluation: Evaluation,
  ): Promise<{ fate: Fate; change?: ChangedUsage }> {
    const { id, keys, name, outcome, said } = evaluation;
    const [usage] = await transaction.query<{ id: string; created_at: Date }[]>(FIND_EVALUATED, [
      keys.filter((key) => isUuid(key)),
      keys,
    ]);
    if (!usage) {
      await transaction.query(WAIT, [id, keys, JSON.stringify(evaluation)]);
      return { fate: 'waiting' };
    }
    const [change] = await transaction.query<ChangedUsage[]>(EVALUATE, [
      usage.created_at,
      usage.id,
      name,
      JSON.stringify(said),
      outcome,
      `${this.retention.minute} milliseconds`,
    ]);
    return change ? { fate: 'amended', change } : { fate: 'duplicate' };
  }

  private inTransaction<T>(work: (transaction: EntityManager) => Promise<T>): Promise<T> {
    return this.store.storing(() => onStore(() => retryDeadlock(() => this.store.transaction(work))));
  }
}
