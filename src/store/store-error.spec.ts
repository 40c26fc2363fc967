import { describe, expect, it } from '@jest/globals';
import { StoreUnavailableError, UnstorableError } from '../common/tracker-error.js';
import { onStore } from './store-error.js';

const failure = (code: string): Promise<unknown> =>
  onStore(() => Promise.reject(Object.assign(new Error(code), { code }))).catch((error: unknown) => error);

describe('onStore', () => {
  it.each(['25006', '57P01', '08006', '53300', 'ECONNRESET'])('takes %s for passing', async (code) => {
    expect(await failure(code)).toBeInstanceOf(StoreUnavailableError);
  });

  it.each(['22003', '23514'])('blames a value for %s', async (code) => {
    expect(await failure(code)).toBeInstanceOf(UnstorableError);
  });

  it.each(['25P02', '42P01'])('leaves %s as it is', async (code) => {
    expect(await failure(code)).toMatchObject({ message: code, code });
  });
});
