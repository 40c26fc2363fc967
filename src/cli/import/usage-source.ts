import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline, Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { CliError } from '../cli-error.js';

/** Stands for standard input. */
export const STANDARD_INPUT = '-';

/** A file's or standard input's content, decompressed. */
export interface UsageSource {
  readonly data: AsyncIterable<Buffer>;
  /** How much of it was read, 0..1; undefined where its size is not known. */
  readonly share: () => number | undefined;
}

const GZIP = [0x1f, 0x8b];

/** Decompresses what begins as gzip does, or has to. */
async function* decompressed(source: AsyncIterable<Buffer>, isCompressed: boolean): AsyncGenerator<Buffer> {
  const iterator = source[Symbol.asyncIterator]();
  let head = Buffer.alloc(0);
  while (head.length < GZIP.length) {
    const next = await iterator.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  async function* whole(): AsyncGenerator<Buffer> {
    try {
      if (head.length > 0) yield head;
      for (let next = await iterator.next(); next.done !== true; next = await iterator.next())
        yield next.value;
    } finally {
      await iterator.return?.();
    }
  }
  if (!isCompressed && !GZIP.every((byte, index) => head[index] === byte)) {
    yield* whole();
    return;
  }
  const gunzip = createGunzip();
  pipeline(Readable.from(whole()), gunzip, () => undefined);
  yield* gunzip as AsyncIterable<Buffer>;
}

async function* explained(path: string, source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* source;
  } catch (error) {
    throw new CliError(`${path} cannot be read to its end: ${(error as Error).message}.`);
  }
}

/** @throws CliError where there is no such file; from `data` where it cannot be read to its end. */
export const openUsageSource = async (path: string): Promise<UsageSource> => {
  if (path === STANDARD_INPUT) {
    return { data: explained('Standard input', decompressed(process.stdin, false)), share: () => undefined };
  }
  const found = await stat(path).catch((error: unknown) => {
    throw new CliError(`${path} cannot be read: ${(error as Error).message}.`);
  });
  if (found.isDirectory()) throw new CliError(`${path} is a directory.`);
  const file = createReadStream(path);
  return {
    data: explained(path, decompressed(file, path.toLowerCase().endsWith('.gz'))),
    share: () => (found.size === 0 ? undefined : Math.min(1, file.bytesRead / found.size)),
  };
};
