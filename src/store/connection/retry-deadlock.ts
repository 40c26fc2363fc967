import { setTimeout as sleep } from 'node:timers/promises';

const DEADLOCK = '40P01';
const ATTEMPTS = 5;

export const isDeadlock = (error: unknown): boolean => (error as { code?: string }).code === DEADLOCK;

/** Runs work that may be run again, and does so where the database chose it to end a deadlock. */
export const retryDeadlock = async <T>(work: () => Promise<T>): Promise<T> => {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!isDeadlock(error) || attempt === ATTEMPTS) throw error;
      await sleep(50 * attempt * Math.random());
    }
  }
};
