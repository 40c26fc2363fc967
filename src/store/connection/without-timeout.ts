import type { DataSource, QueryRunner } from 'typeorm';

/** Runs work that may take long on one connection, without the limit on a statement's time. */
export const withoutTimeout = async <T>(
  store: DataSource,
  work: (runner: QueryRunner) => Promise<T>,
): Promise<T> => {
  const runner = store.createQueryRunner();
  try {
    await runner.query('SET statement_timeout = 0');
    try {
      return await work(runner);
    } finally {
      await runner.query('RESET statement_timeout');
    }
  } finally {
    await runner.release();
  }
};
