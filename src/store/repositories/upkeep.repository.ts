import type { DataSource } from 'typeorm';
import { onStore } from '../store-error.js';
import { withoutTimeout } from '../without-timeout.js';

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

/** What a server's autovacuum does by itself. */
export class UpkeepRepository {
  constructor(private readonly store: DataSource) {}

  /**
   * Vacuums and analyzes the tables that are due, one after the other, so that whoever asks or writes
   * meanwhile waits for one at the most.
   * @returns how many there were.
   */
  async vacuum(): Promise<number> {
    const due = await onStore(() => this.store.query<{ name: string }[]>(DUE));
    for (const { name } of due) {
      await onStore(() => withoutTimeout(this.store, (runner) => runner.query(`VACUUM (ANALYZE) ${name}`)));
    }
    return due.length;
  }
}
