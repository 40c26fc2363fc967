import type { DataSource } from 'typeorm';
import type { JobContext } from '../../common/job-context.js';
import { reasonOf } from '../../common/reason-of.js';
import { isStoreGone } from '../connection/is-store-gone.js';
import { onStore } from '../connection/store-error.js';
import { withoutTimeout } from '../connection/without-timeout.js';

/**
 * Tables that have grown by a fifth and fifty pages since they were last vacuumed, as those do whose dead
 * rows nobody removes, or that hold transactions from long ago; the oldest first. An embedded store
 * counts no dead rows, by which autovacuum goes.
 */
const DUE = `
  SELECT format('%I.%I', namespace.nspname, class.relname) AS name
  FROM pg_class AS class
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  WHERE class.relkind IN ('r', 'm') AND class.relpersistence = 'p'
    AND (
      pg_relation_size(class.oid) / current_setting('block_size')::int > 50 + 1.2 * class.relpages
      OR age(class.relfrozenxid) > current_setting('autovacuum_freeze_max_age')::int
    )
  ORDER BY age(class.relfrozenxid) DESC, class.oid`;

/** So much log (bytes) is written between two checkpoints. */
const CHECKPOINT_BYTES = 256 * 1024 * 1024;

/** What a server's background processes do by themselves. */
export class UpkeepRepository {
  constructor(private readonly store: DataSource) {}

  /**
   * Vacuums and analyzes the tables that are due, one after the other, so that whoever asks or writes
   * meanwhile waits for one at the most.
   * @returns how many there were.
   */
  async vacuum({ stop, problems }: JobContext): Promise<number> {
    const due = await onStore(() => this.store.query<{ name: string }[]>(DUE));
    for (const { name } of due) {
      if (stop.aborted) break;
      try {
        await onStore(() => withoutTimeout(this.store, (runner) => runner.query(`VACUUM (ANALYZE) ${name}`)));
      } catch (error) {
        if (isStoreGone(error)) throw error;
        problems.push(`${name} cannot be vacuumed: ${reasonOf(error)}`);
      }
    }
    return due.length;
  }

  /** Whether there is so much log that a start after a crash would take long, and the disk fill up. */
  async isCheckpointDue(): Promise<boolean> {
    const [row] = await onStore(() =>
      this.store.query<{ isDue: boolean }[]>(
        `SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn) > $1 AS "isDue" FROM pg_control_checkpoint()`,
        [CHECKPOINT_BYTES],
      ),
    );
    return row!.isDue;
  }

  /** Writes all tables out, so that the log up to here is not needed any more. */
  async checkpoint(): Promise<void> {
    await onStore(() => withoutTimeout(this.store, (runner) => runner.query('CHECKPOINT')));
  }
}
