import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ExportColumn } from './export-column.js';

const WORKER = new URL('./parquet.worker.js', import.meta.url);

/** Apache Parquet, compressed with Snappy, in row groups of a bounded size; nothing but those is held in memory. */
export async function* encodeParquet<Row>(
  columns: readonly ExportColumn<Row>[],
  pages: AsyncIterable<readonly Row[]>,
): AsyncGenerator<Uint8Array> {
  const worker = new Worker(WORKER, {
    workerData: columns.map(({ name, kind }) => ({ name, kind, data: [] })),
  });
  let failure: Error | undefined;
  worker.once('error', (error: Error) => (failure = error));
  const send = async (values: unknown[][] | null): Promise<Uint8Array> => {
    if (failure) throw failure;
    worker.postMessage(values);
    const [bytes] = (await once(worker, 'message')) as [Uint8Array];
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
