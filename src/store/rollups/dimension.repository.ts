import type { DataSource, QueryRunner } from 'typeorm';
import { DAY_MS, type TimeRange } from '../../common/time-range.js';
import { onStore } from '../connection/store-error.js';
import { withoutTimeout } from '../connection/without-timeout.js';
import { type Rollup, ROLLUPS } from './catalogue.js';
import { contextKeyOf, MAX_VALUES } from './dimension.js';
import {
  clearDimension,
  cutDimension,
  fillDimension,
  firstBucket,
  KEEP_DIMENSIONS,
  WITHOUT_NESTED_LOOPS,
} from './dimension.sql.js';
import { LOCK_MINUTES } from './minute.sql.js';

/** So much time of a table is deleted in one statement. */
const FORGOTTEN_MS = 7 * DAY_MS;

const BY_DIMENSION = ROLLUPS.filter(({ family }) => family === 'dimension');

/** A dimension and from where on its rollups can be trusted; milliseconds, infinite where nothing or all is built. */
export interface Dimension {
  readonly name: string;
  readonly completeFrom: number;
  /** Whether all is built of what is kept. */
  readonly isBuilt: boolean;
}

/** The rollups by dimension, and how far each is built. */
export class DimensionRepository {
  constructor(private readonly store: DataSource) {}

  /** Every dimension, by name. */
  async all(): Promise<Dimension[]> {
    return onStore(() =>
      this.store.query<Dimension[]>(
        `SELECT name, (extract(epoch FROM complete_from) * 1000)::double precision AS "completeFrom",
           is_built AS "isBuilt"
         FROM rollup_dimension WHERE is_kept ORDER BY name`,
      ),
    );
  }

  /**
   * Makes these the dimensions that there are rollups of. What is not among them is trusted no more at once; `forget` deletes
   * its rows.
   * @param names all of them.
   */
  async keep(names: readonly string[]): Promise<void> {
    const keys = names.map((name) => contextKeyOf(name) ?? null);
    await this.inTransaction(async (runner) => {
      // Whoever fills minutes waits, and sees the list then.
      const [minutes] = (await runner.query(LOCK_MINUTES)) as { watermark: Date }[];
      await runner.query(KEEP_DIMENSIONS, [names, keys, minutes?.watermark ?? '-infinity']);
    });
  }

  /** Notes from where on (milliseconds, or -Infinity) a dimension's rollups can be trusted, and whether that is all. */
  async trustFrom(name: string, time: number, isBuilt: boolean): Promise<void> {
    await onStore(() =>
      this.store.query(
        'UPDATE rollup_dimension SET complete_from = $2::timestamptz, is_built = $3 WHERE name = $1',
        [name, Number.isFinite(time) ? new Date(time) : '-infinity', isBuilt],
      ),
    );
  }

  /**
   * Deletes some rows of a dimension that is kept no more, where there is one; one without rows is forgotten.
   * @returns whether there may be more to delete.
   */
  async forget(): Promise<boolean> {
    const [gone] = await onStore(() =>
      this.store.query<{ name: string }[]>('SELECT name FROM rollup_dimension WHERE NOT is_kept LIMIT 1'),
    );
    if (!gone) return false;
    for (const rollup of BY_DIMENSION) {
      const [row] = await onStore(() =>
        this.store.query<{ first: Date | null }[]>(firstBucket(rollup), [gone.name]),
      );
      if (!row?.first) continue;
      const range = [row.first, new Date(row.first.getTime() + FORGOTTEN_MS), gone.name];
      await this.inTransaction((runner) => runner.query(clearDimension(rollup), range));
      return true;
    }
    await onStore(() =>
      this.store.query('DELETE FROM rollup_dimension WHERE name = $1 AND NOT is_kept', [gone.name]),
    );
    return true;
  }

  /**
   * Computes a rollup of every dimension, or of one, anew in a range that lies on its buckets. Whoever does so at
   * the same time waits, and sees what was committed meanwhile.
   */
  async compute(rollup: Rollup, range: TimeRange, only?: string): Promise<void> {
    const names = only === undefined ? (await this.all()).map(({ name }) => name) : [only];
    for (const name of names) await this.computeOne(rollup, range, name);
  }

  private async computeOne(rollup: Rollup, { from, to }: TimeRange, name: string): Promise<void> {
    const values = [new Date(from), new Date(to), name];
    await this.inTransaction(async (runner) => {
      await runner.query(`LOCK TABLE ${rollup.name} IN SHARE ROW EXCLUSIVE MODE`);
      await runner.query(clearDimension(rollup), values);
      const [filled] = (await runner.query(fillDimension(rollup), values)) as { rows: number }[];
      if (filled!.rows > MAX_VALUES) {
        await runner.query(WITHOUT_NESTED_LOOPS);
        await runner.query(cutDimension(rollup), values);
      }
    });
  }

  private inTransaction(work: (runner: QueryRunner) => Promise<unknown>): Promise<void> {
    return onStore(() =>
      withoutTimeout(this.store, async (runner) => {
        await runner.startTransaction();
        try {
          await runner.query('SET LOCAL timescaledb.max_tuples_decompressed_per_dml_transaction = 0');
          await work(runner);
          await runner.commitTransaction();
        } catch (error) {
          await runner.rollbackTransaction();
          throw error;
        }
      }),
    );
  }
}
