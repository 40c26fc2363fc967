import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockDirectory } from './directory-lock.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tracker-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const path = (): string => join(directory, 'lock');
const holder = (fields: object): string =>
  JSON.stringify({ pid: process.pid, host: hostname(), started: '1', token: 'other', ...fields });

describe('lockDirectory', () => {
  it('holds a directory until it is freed', () => {
    const unlock = lockDirectory(directory);
    expect(() => lockDirectory(directory)).toThrow(
      `The data directory ${directory} is in use by process ${process.pid}; stop it or set DATA_DIR to another directory.`,
    );
    unlock();
    unlock();
    lockDirectory(directory)();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('makes the directory where there is none', () => {
    lockDirectory(join(directory, 'a', 'b'))();
  });

  it('takes over from a process that died', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const { pid } = child;
    await new Promise((done) => child.once('exit', done));
    writeFileSync(path(), holder({ pid, started: '' }));
    lockDirectory(directory)();
  });

  it('takes over from an earlier process whose number is ours or somebody else’s now', () => {
    writeFileSync(path(), holder({ started: '12345' }));
    const unlock = lockDirectory(directory);
    expect(JSON.parse(readFileSync(path(), 'utf8'))).toMatchObject({ pid: process.pid });
    unlock();
  });

  it('cannot tell of another host, and says what to do', () => {
    writeFileSync(path(), holder({ host: 'elsewhere', pid: 7 }));
    expect(() => lockDirectory(directory)).toThrow(
      `The data directory ${directory} is in use on host elsewhere (process 7); if that host is gone, remove ${path()}.`,
    );
  });

  it('refuses where the lock cannot be read', () => {
    writeFileSync(path(), '');
    expect(() => lockDirectory(directory)).toThrow(/is not readable; remove it/);
  });

  it('leaves a lock alone that somebody else has taken over', () => {
    const unlock = lockDirectory(directory);
    writeFileSync(path(), holder({}));
    unlock();
    expect(readFileSync(path(), 'utf8')).toBe(holder({}));
  });
});
