import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { API_PREFIX } from '../src/common/api-prefix.js';
import { queryLines } from './query-data.js';

type Say = (text: string) => void;

/** Sends so many usages of `queryLines` as one stream. */
export const loadUsages = async (url: string, count: number, seed: number, say: Say): Promise<void> => {
  const lines = Readable.from(
    (function* () {
      let chunk = '';
      for (const line of queryLines(count, seed, Date.now())) {
        chunk += `${line}\n`;
        if (chunk.length < 100_000) continue;
        yield Buffer.from(chunk);
        chunk = '';
      }
      yield Buffer.from(chunk);
    })(),
  );
  const start = performance.now();
  const response = await fetch(`${url}/${API_PREFIX}/usage/batch`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson' },
    body: Readable.toWeb(lines) as ReadableStream,
    duplex: 'half',
  });
  const report = (await response.json()) as { stored: number };
  if (report.stored !== count) throw new Error(`Of ${count} usages ${report.stored} were stored.`);
  say(`  ${count} usages loaded at ${Math.round((count / (performance.now() - start)) * 1000)}/s`);
};

interface Job {
  readonly name: string;
  readonly last_started_at: string | null;
  readonly last_finished_at: string | null;
}

/** Until the jobs have nothing left of what was loaded: none of late usages for ten seconds. */
export const settleRollups = async (url: string, say: Say): Promise<void> => {
  const start = Date.now();
  let quietSince = start;
  let last = '';
  while (Date.now() - quietSince < 10_000) {
    await sleep(1000);
    const response = await fetch(`${url}/${API_PREFIX}/jobs`);
    const { jobs } = (await response.json()) as { jobs: Job[] };
    const finished = (name: string): string => jobs.find((job) => job.name === name)?.last_finished_at ?? '';
    const late = finished('refresh late rollups');
    const begun = jobs.find((job) => job.name === 'refresh late rollups')?.last_started_at ?? '';
    const isAdvanced = Date.parse(finished('advance rollups')) > start;
    if (!isAdvanced || begun > late || late !== last) quietSince = Date.now();
    last = late;
    if (Date.now() - start > 1_800_000)
      throw new Error('The rollups were not caught up within half an hour.');
  }
  say(`  rollups caught up after ${Math.round((Date.now() - start) / 1000)} s`);
};
