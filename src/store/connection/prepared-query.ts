import type { PoolClient } from 'pg';
import type { DataSource } from 'typeorm';

/** A statement that each connection parses and plans once, under its name. */
export interface PreparedStatement {
  readonly name: string;
  readonly text: string;
}

/**
 * Runs a statement that is repeated often on one connection of the pool. Buffers among the values
 * are taken to be in PostgreSQL's binary format.
 */
export const preparedQuery = async <Row extends object>(
  store: DataSource,
  statement: PreparedStatement,
  values: readonly unknown[],
): Promise<Row[]> => {
  const runner = store.createQueryRunner();
  try {
    const client = (await runner.connect()) as PoolClient;
    return (await client.query<Row>({ ...statement, values: [...values] })).rows;
  } finally {
    await runner.release();
  }
};
