import type { DataSource } from 'typeorm';
import { onStore } from '../store-error.js';
import { withoutTimeout } from '../without-timeout.js';

/** Tables that PostgreSQL's own autovacuum would take up, by its rules and settings; the oldest first. */
const DUE = `
  SELECT format('%I.%I', namespace.nspname, class.relname) AS name
  FROM pg_class AS class
  JOIN pg_namespace AS namespace ON namespace.oid = class.relnamespace
  LEFT JOIN pg_stat_all_tables AS statistics ON statistics.relid = class.oid
  CROSS JOIN LATERAL (SELECT greatest(class.reltuples, 0) AS tuples) AS known
  WHERE class.relkind IN ('r', 'm') AND class.relpersistence = 'p'
    AND (
      statistics.n_dead_tup > current_setting('autovacuum_vacuum_threshold')::int
        + current_setting('autovacuum_vacuum_scale_factor')::double precision * tuples
      OR statistics.n_ins_since_vacuum > current_setting('autovacuum_vacuum_insert_threshold')::int
        + current_setting('autovacuum_vacuum_insert_scale_factor')::double precision * tuples
      OR statistics.n_mod_since_analyze > current_setting('autovacuum_analyze_threshold')::int
        + current_setting('autovacuum_analyze_scale_factor')::double precision * tuples
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
