import type pg from 'pg';

/** What reading all of a database brought. */
export interface TablesRead {
  readonly tables: number;
  readonly rows: number;
  /** Each as a phrase. */
  readonly faults: readonly string[];
}

/** Ordinary tables, catalogs and chunks among them. */
const TABLES = `SELECT oid::regclass::text AS name FROM pg_class WHERE relkind IN ('r', 'm') ORDER BY oid`;

/** Reads every column of every row, so that what cannot be read is met. */
export const readEveryTable = async (client: pg.Client): Promise<TablesRead> => {
  const { rows: tables } = await client.query<{ name: string }>(TABLES);
  let rows = 0;
  const faults: string[] = [];
  for (const { name } of tables) {
    try {
      const { rows: counted } = await client.query<{ n: string }>(
        `SELECT count(length(held::text)) AS n FROM ${name} AS held`,
      );
      rows += Number(counted[0]!.n);
    } catch (error) {
      faults.push(`${name} cannot be read: ${(error as Error).message}`);
    }
  }
  return { tables: tables.length, rows, faults };
};
