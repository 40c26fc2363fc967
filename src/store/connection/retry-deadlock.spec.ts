import { describe, expect, it } from '@jest/globals';
import { retryDeadlock } from './retry-deadlock.js';

const failing = (times: number, code: string): { work: () => Promise<string>; readonly runs: number } => {
  let runs = 0;
  return {
    work: () => {
      runs += 1;
      return runs <= times
        ? Promise.reject(Object.assign(new Error(code), { code }))
        : Promise.resolve('done');
    },
    get runs() {
      return runs;
    },
  };
};

describe('retryDeadlock', () => {
  it('runs what the database gave up again, a few times', async () => {
    expect(await retryDeadlock(failing(4, '40P01').work)).toBe('done');
    const hopeless = failing(9, '40P01');
    await expect(retryDeadlock(hopeless.work)).rejects.toThrow('40P01');
    expect(hopeless.runs).toBe(5);
  });

  it('leaves other errors alone', async () => {
    const broken = failing(1, '42P01');
    await expect(retryDeadlock(broken.work)).rejects.toThrow('42P01');
    expect(broken.runs).toBe(1);
  });
});
