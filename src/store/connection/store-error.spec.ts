import { describe, expect, it } from '@jest/globals';
import { StoreUnavailableError, UnstorableError } from '../../common/tracker-error.js';
import { onStore } from './store-error.js';

const failure = (code: string): Promise<unknown> =>
  onStore(() => Promise.reject(Object.assign(new Error(code), { code }))).catch((error: unknown) => error);

describe('onStore', () => {
  it.each(['25006', '57P01', '08006', '53300', 'ECONNRESET'])('takes %s for passing', async (code) => {
    expect(await failure(code)).toBeInstanceOf(StoreUnavailableError);
  });

  it.each([
    ['53100', 'could not extend file "base/1/17854": No space left on device', 'disk of the store is full'],
    ['XX000', 'could not write to file "base/1/17854": Disk quota exceeded', 'disk of the store is full'],
    ['42501', 'could not open file "base/1/17854": Read-only file system', 'cannot be written'],
    ['42501', 'could not open file "base/1/17854": Permission denied', 'cannot be written'],
    ['58030', 'could not read block 1 in file "base/1/17854": I/O error', 'reports errors'],
  ])('says what is the matter with the files for %s: %s', async (code, message, words) => {
    const error = await onStore(() => Promise.reject(Object.assign(new Error(message), { code }))).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(StoreUnavailableError);
    expect((error as Error).message).toMatch(
      new RegExp(`^[A-Z].*${words}.*\\. Try again with the same id\\.$`),
    );
  });

  it('leaves what a role may not do as it is', async () => {
    const error = Object.assign(new Error('permission denied for table patterns'), { code: '42501' });
    await expect(onStore(() => Promise.reject(error))).rejects.toBe(error);
  });

  it.each([
    ['53200', 'out of shared memory', 'too many chunks'],
    ['53200', 'out of memory', 'out of memory'],
    ['53400', 'temporary file size exceeds temp_file_limit', 'a limit'],
  ])('calls %s "%s" nothing to try again', async (code, message, words) => {
    const failed = await onStore(() => Promise.reject(Object.assign(new Error(message), { code }))).catch(
      (reason: unknown) => reason,
    );
    expect(failed).toMatchObject({ passes: false });
    expect((failed as Error).message).toContain(words);
    expect((failed as Error).message).not.toMatch(/try again/i);
  });

  it.each(['22003', '23514'])('blames a value for %s', async (code) => {
    expect(await failure(code)).toBeInstanceOf(UnstorableError);
  });

  it.each(['25P02', '42P01'])('leaves %s as it is', async (code) => {
    expect(await failure(code)).toMatchObject({ message: code, code });
  });
});
