import { Worker } from 'node:worker_threads';
import type { ExportColumn } from './export-column.js';

const WORKER = new URL('./parquet.worker.js', import.meta.url);

/**
 * Apache Parquet, compressed with Snappy, in row groups of a bounded size; nothing but those is held in memory.
 * @throws Error where the thread that writes it fails or ends.
 */
export async function* encodeParquet<Row>(
  columns: readonly ExportColumn<Row>[],
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<Uint8Array> {
  const worker = new Worker(WORKER, {
    workerData: columns.map(({ name, kind }) => ({ name, kind, data: [] })),
  });
  let failure: Error | undefined;
  let waiting: { done: (bytes: Uint8Array) => void; fail: (error: Error) => void } | undefined;
  const end = (error: Error): void => {
    failure ??= error;
    waiting?.fail(failure);
  };
  worker.on('message', (bytes: Uint8Array) => waiting?.done(bytes));
  worker.once('error', end);
  worker.once('exit', (code) => end(new Error(`The thread that writes Parquet ended with ${code}.`)));
  const send = (values: unknown[][] | null): Promise<Uint8Array> =>
    new Promise((done, fail) => {
      waiting = { done, fail };
      // It may have ended while nobody waited for it.
      if (failure) fail(failure);
      else worker.postMessage(values);
    });
  try {
    for await (const rows of pages) {
      const bytes = await send(columns.map(({ valueOf }) => rows.map(valueOf)));
      if (bytes.length > 0) yield bytes;
    }
    yield await send(null);
  } finally {
    await worker.terminate();
  }
}
