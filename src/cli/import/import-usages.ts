import type { RefusedError } from '../../client/client-error.js';
import type { UsageResult } from '../../client/usage-batch.js';
import type { Violation } from '../../common/tracker-error.js';
import { addRefusal } from './import-report.js';
import type { ImportState } from './import-state.js';
import { nameUsages } from './name-usages.js';
import type { RefusedFile, RefusedRecord } from './refused-file.js';
import { faultOfId, isPatternLine, type PatternLine } from './pattern-line.js';
import type { UsageRecord } from './usage-record.js';

/** Chunks on their way at a time; the next is read while they are. */
const CHUNKS_IN_FLIGHT = 3;

export interface ImportJob {
  readonly records: AsyncIterable<readonly UsageRecord[]>;
  /** Moved on as chunks are acknowledged. */
  readonly state: ImportState;
  readonly send: (usages: readonly unknown[]) => Promise<UsageResult[]>;
  /** @returns why a description of a pattern is refused, undefined where it is stored. */
  readonly describe: (pattern: PatternLine) => Promise<RefusedError | undefined>;
  /** Where refused records are kept; undefined keeps none. */
  readonly refused: RefusedFile | undefined;
  /** Keeps the state; called after each chunk, in order. */
  readonly save: (state: ImportState) => Promise<void>;
  readonly onProgress: (state: ImportState) => void;
}

/** What became of a chunk. */
interface Outcome {
  readonly read: number;
  readonly stored: number;
  readonly duplicates: number;
  readonly described: number;
  readonly untimed: number;
  /** In the order of their lines. */
  readonly refused: readonly RefusedRecord[];
}

type UsageNamer = ReturnType<typeof nameUsages>;

const violationsOf = ({
  message,
  violations,
}: Extract<UsageResult, { refused: unknown }>['refused']): readonly Violation[] =>
  violations.length > 0 ? violations : [{ pointer: '', code: 'refused', allowed: '', message }];

/** @returns why it is refused; empty where it is stored. */
const describe = async (job: ImportJob, pattern: PatternLine): Promise<readonly Violation[]> => {
  const fault = faultOfId(pattern);
  if (fault) return [fault];
  const refusal = await job.describe(pattern);
  return refusal ? violationsOf(refusal) : [];
};

const sendChunk = async (
  job: ImportJob,
  name: UsageNamer,
  records: readonly UsageRecord[],
): Promise<Outcome> => {
  const faulty: RefusedRecord[] = [];
  const sent: { readonly line: number; readonly usage: unknown; readonly named: unknown }[] = [];
  let untimed = 0;
  let described = 0;
  for (const record of records) {
    if (record.fault) {
      faulty.push({ line: record.line, errors: [record.fault], text: record.text });
      continue;
    }
    if (isPatternLine(record.usage)) {
      const errors = await describe(job, record.usage);
      if (errors.length > 0) faulty.push({ line: record.line, errors, usage: record.usage });
      else described += 1;
      continue;
    }
    const { usage, isUntimed } = name(record);
    if (isUntimed) untimed += 1;
    sent.push({ line: record.line, usage: record.usage, named: usage });
  }
  const results = await job.send(sent.map(({ named }) => named));
  let duplicates = 0;
  for (const [index, result] of results.entries()) {
    const { line, usage } = sent[index]!;
    if ('refused' in result) faulty.push({ line, errors: violationsOf(result.refused), usage });
    else if (result.duplicate) duplicates += 1;
  }
  return {
    read: records.length,
    stored: records.length - faulty.length - duplicates,
    duplicates,
    described,
    untimed,
    refused: faulty.sort((a, b) => a.line - b.line),
  };
};

/** Adds what became of a chunk to what is told of the whole file. */
const note = async ({ state, refused, save, onProgress }: ImportJob, outcome: Outcome): Promise<void> => {
  const { report } = state;
  report.read += outcome.read;
  report.stored += outcome.stored;
  report.duplicates += outcome.duplicates;
  report.described += outcome.described;
  report.untimed += outcome.untimed;
  for (const { line, errors } of outcome.refused) addRefusal(report, line, errors);
  await refused?.append(outcome.refused);
  state.refused_bytes = refused?.bytes ?? 0;
  await save(state);
  onProgress(state);
};

/**
 * Sends the records of a file in order, after those of an earlier run. What a crash leaves between an
 * acknowledgement and its note is sent again under the same ids.
 * @throws whatever reading or sending fails with, once what was sent is noted.
 */
export const importUsages = async (job: ImportJob): Promise<void> => {
  const name = nameUsages(job.state.started_at);

  const inFlight: Promise<Outcome>[] = [];
  const progress = { hasFailed: false };
  const takeFirst = async (): Promise<void> => {
    try {
      await note(job, await inFlight.shift()!);
    } catch (error) {
      progress.hasFailed = true;
      throw error;
    }
  };

  let behind = job.state.report.read;
  try {
    for await (const records of job.records) {
      const skipped = Math.min(behind, records.length);
      behind -= skipped;
      // The first usage names the ids of all the others, skipped or not.
      for (const record of records.slice(0, skipped)) {
        if (!record.fault && !isPatternLine(record.usage)) name(record);
      }
      if (skipped === records.length) continue;
      const outcome = sendChunk(job, name, records.slice(skipped));
      outcome.catch(() => undefined); // Told when its turn comes.
      inFlight.push(outcome);
      if (inFlight.length >= CHUNKS_IN_FLIGHT) await takeFirst();
    }
    while (inFlight.length > 0) await takeFirst();
  } catch (error) {
    // Where reading failed, what was sent counts; behind a chunk that failed nothing does, for the next
    // run begins with it.
    while (inFlight.length > 0 && !progress.hasFailed) await takeFirst();
    await Promise.allSettled(inFlight);
    throw error;
  }
};
