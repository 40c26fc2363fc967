import { once } from 'node:events';
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
  const ended = new Promise<never>((_, fail) => {
    worker.once('error', fail);
    worker.once('exit', (code) => fail(new Error(`The thread that writes Parquet ended with ${code}.`)));
  });
  // It may end while nothing is waited for; the next page tells.
  ended.catch(() => undefined);
  const send = async (values: unknown[][] | null): Promise<Uint8Array> => {
    worker.postMessage(values);
    const [bytes] = (await Promise.race([once(worker, 'message'), ended])) as [Uint8Array];
    return bytes;
  };
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
