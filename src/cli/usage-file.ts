import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { createGunzip } from 'node:zlib';
import { v5 as uuidV5 } from 'uuid';

/** The name space of ids made for lines that have none. */
const LINE_NAMESPACE = '5b1d0f0e-6c0b-4f7e-9d55-0f3a7d2a8c11';

const BATCH_ITEMS = 1000;
const BATCH_LENGTH = 4_000_000;

/** A line that is to be sent, or why it cannot be. */
export interface UsageLine {
  /** From 1. */
  readonly number: number;
  readonly usage?: Readonly<Record<string, unknown>>;
  readonly fault?: string;
}

export interface UsageBatch {
  readonly lines: readonly UsageLine[];
  /** How much of the file was read to get here, 0..1. */
  readonly progress: number;
}

/** @returns the line as a usage that has an id and a time, so that sending it again changes nothing. */
const readLine = (text: string, number: number): UsageLine => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { number, fault: `not JSON: ${(error as Error).message}` };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { number, fault: 'not a JSON object' };
  }
  const usage = value as Record<string, unknown>;
  if (usage['id'] != null) return { number, usage };
  if (usage['created_at'] == null) {
    return { number, fault: 'neither id nor created_at: loading it again would count it again' };
  }
  return { number, usage: { ...usage, id: uuidV5(`${number} ${text}`, LINE_NAMESPACE) } };
};

/**
 * Reads a file of usages, one JSON object a line (NDJSON; gzipped where its name ends in .gz), in
 * batches. Empty lines are skipped.
 * @throws the file system's error where the file cannot be read.
 */
export async function* readUsageFile(path: string): AsyncGenerator<UsageBatch> {
  const { size } = await stat(path);
  const file = createReadStream(path);
  const input = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  // A pipe hands on data, not errors.
  file.once('error', (error) => input.destroy(error));
  const faulty = new Promise<never>((_, reject) => input.once('error', reject));
  faulty.catch(() => undefined);

  let number = 0;
  let length = 0;
  let lines: UsageLine[] = [];
  const batch = (): UsageBatch => ({ lines, progress: size === 0 ? 1 : file.bytesRead / size });
  const texts = createInterface({ input, crlfDelay: Infinity })[Symbol.asyncIterator]();
  for (;;) {
    const next = await Promise.race([texts.next(), faulty]);
    if (next.done === true) break;
    const text = next.value;
    number += 1;
    if (text.trim() === '') continue;
    lines.push(readLine(text, number));
    length += text.length;
    if (lines.length < BATCH_ITEMS && length < BATCH_LENGTH) continue;
    yield batch();
    lines = [];
    length = 0;
  }
  if (lines.length > 0) yield batch();
}
