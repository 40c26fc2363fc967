import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { lockDirectory } from './directory-lock.js';
import { describeIf } from '../../../../test/support/describe-if.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tracker-lock-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const path = (): string => join(directory, 'lock');
const refusal = (): string =>
  `The data directory ${directory} is in use by process ${process.pid} on host ${hostname()}; stop it or set DATA_DIR to another directory.`;

/** A process that holds the file as another server would, until its input ends. */
const HOLD = `
  const file = fs.openSync(process.argv[1], 'a+');
  process.stdout.write(String(require('fs-native-extensions').tryLock(file)));
  process.stdin.resume();
  process.stdin.on('end', () => process.exit());`;
const hold = (command: readonly string[]): ReturnType<typeof spawn> =>
  spawn(command[0]!, [...command.slice(1), process.execPath, '-e', HOLD, path()], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });

describe('lockDirectory', () => {
  it('holds a directory until it is freed', () => {
    const unlock = lockDirectory(directory);
    expect(() => lockDirectory(directory)).toThrow(refusal());
    unlock();
    unlock();
    lockDirectory(directory)();
  });

  it('holds it under every name it has', () => {
    const link = `${directory}-link`;
    symlinkSync(directory, link);
    const unlock = lockDirectory(directory);
    expect(() => lockDirectory(link)).toThrow(/is in use by process/);
    unlock();
    rmSync(link);
  });

  it('makes the directory where there is none', () => {
    lockDirectory(join(directory, 'a b', 'x'.repeat(200), 'ü'))();
  });

  it.each([
    ['empty, as after a power loss', ''],
    ['of another host', 'process 7 on host elsewhere\n'],
    ['of this process’s number', `process ${process.pid} on host ${hostname()}\n`],
    ['of no form', '\0\0{"pid": 1, "host"'],
  ])('takes a lock that nobody holds: %s', (_, content) => {
    writeFileSync(path(), content);
    const unlock = lockDirectory(directory);
    expect(readFileSync(path(), 'utf8')).toBe(`process ${process.pid} on host ${hostname()}\n`);
    unlock();
  });

  it('is freed by the end of its holder, however that comes', async () => {
    const holder = hold(['nice']);
    expect(String((await once(holder.stdout!, 'data'))[0])).toBe('true');
    expect(() => lockDirectory(directory)).toThrow(/is in use by another process; stop it/);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    lockDirectory(directory)();
  });

  it('says what is wrong with a directory that it cannot use', () => {
    writeFileSync(path(), '');
    mkdirSync(join(directory, 'x'));
    expect(() => lockDirectory(path())).toThrow(/cannot be used: it is a file, or set DATA_DIR to another/);
    expect(() => lockDirectory(join(path(), 'x'))).toThrow(/cannot be used: part of its path is a file/);
    expect(() => lockDirectory(join(directory, 'x'.repeat(300)))).toThrow(/its path is too long/);
  });
});

const IN_ANOTHER_NAMESPACE = ['unshare', '--pid', '--fork', '--mount-proc'];
const mayUnshare =
  spawnSync(IN_ANOTHER_NAMESPACE[0]!, [...IN_ANOTHER_NAMESPACE.slice(1), 'true']).status === 0;
describeIf(mayUnshare, 'No process namespaces may be made', 'lockDirectory in two process namespaces', () => {
  it('holds in both', async () => {
    const unlock = lockDirectory(directory);
    const late = hold(IN_ANOTHER_NAMESPACE);
    expect(String((await once(late.stdout!, 'data'))[0])).toBe('false');
    late.stdin!.end();
    await once(late, 'exit');
    unlock();
    const holder = hold(IN_ANOTHER_NAMESPACE);
    expect(String((await once(holder.stdout!, 'data'))[0])).toBe('true');
    expect(() => lockDirectory(directory)).toThrow(/is in use by/);
    holder.stdin!.end();
    await once(holder, 'exit');
    lockDirectory(directory)();
  });
});
