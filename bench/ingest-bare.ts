// What the same rows cost with nothing around them: multi-row INSERT and, where the store takes it,
// binary COPY, into the tracker's own table, on 1 to 4 connections.
import { once } from 'node:events';
import type { PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import type { DataSource } from 'typeorm';
import { binaryArray } from '../src/store/connection/wire/binary-array.js';
import * as wire from '../src/store/connection/wire/binary-type.js';
import { uuidV7Time } from '../src/common/uuid.js';
import { type BenchUsage, benchUsages } from './ingest-data.js';

const COLUMNS =
  'id, pattern_id, created_at, outcome, success, quality_score, execution_time_ms, context, correlation_id';
const TYPES = [
  ...(['uuid', 'uuid', 'timestamptz', 'text', 'boolean'] as const),
  ...(['double precision', 'integer', 'jsonb', 'uuid'] as const),
];
const BY_TYPE = {
  uuid: wire.uuid,
  timestamptz: wire.timestamptz,
  text: wire.text,
  boolean: wire.bool,
  'double precision': wire.float8,
  integer: wire.int4,
  jsonb: wire.jsonb,
} as const;
const INSERT = `INSERT INTO pattern_feedback (${COLUMNS})
  SELECT * FROM unnest(${TYPES.map((type, at) => `$${at + 1}::${type}[]`).join(', ')})
  ON CONFLICT DO NOTHING`;

const rowOf = (usage: BenchUsage): unknown[] => [
  usage.id,
  usage.pattern_id,
  uuidV7Time(usage.id)!,
  usage.outcome,
  /success/.test(usage.outcome),
  usage.quality_score,
  usage.execution_time_ms,
  JSON.stringify(usage.context),
  usage.correlation_id,
];

const typeAt = (column: number): wire.BinaryType<unknown> => BY_TYPE[TYPES[column]!];

const columnsOf = (usages: readonly BenchUsage[]): Buffer[] => {
  const rows = usages.map(rowOf);
  return TYPES.map((_, column) =>
    binaryArray(
      typeAt(column),
      rows.map((row) => row[column]),
    ),
  );
};

const HEADER = Buffer.concat([Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), Buffer.alloc(8)]);

const copyOf = (usages: readonly BenchUsage[]): Buffer => {
  const parts: Buffer[] = [HEADER];
  for (const usage of usages) {
    const row = rowOf(usage);
    const to = Buffer.allocUnsafe(
      2 + row.reduce<number>((sum, value, at) => sum + 4 + typeAt(at).room(value), 0),
    );
    let at = to.writeInt16BE(row.length, 0);
    for (const [column, value] of row.entries()) {
      const end = typeAt(column).write(to, at + 4, value);
      to.writeInt32BE(end - at - 4, at);
      at = end;
    }
    parts.push(to.subarray(0, at));
  }
  parts.push(Buffer.from([0xff, 0xff]));
  return Buffer.concat(parts);
};

type Way = (client: PoolClient, batch: readonly Buffer[]) => Promise<unknown>;

const insert: Way = (client, batch) => client.query({ name: 'bare', text: INSERT, values: [...batch] });
const copy: Way = async (client, [bytes]) => {
  const stream = client.query(copyFrom(`COPY pattern_feedback (${COLUMNS}) FROM STDIN (FORMAT binary)`));
  const done = once(stream, 'finish');
  stream.end(bytes);
  await done;
};

const rate = async (
  store: DataSource,
  way: Way,
  batches: Buffer[][],
  rows: number,
  lanes: number,
): Promise<number> => {
  const start = performance.now();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      const runner = store.createQueryRunner();
      try {
        const client = (await runner.connect()) as PoolClient;
        for (let batch = batches.pop(); batch; batch = batches.pop()) await way(client, batch);
      } finally {
        await runner.release();
      }
    }),
  );
  return rows / ((performance.now() - start) / 1000);
};

/** Rows/s by way and number of connections; the batches are made ready before the clock starts. */
export const measureBare = async (
  store: DataSource,
  rows: number,
  size: number,
  isServer: boolean,
): Promise<Record<string, number>> => {
  const rates: Record<string, number> = {};
  for (const lanes of isServer ? [1, 2, 4] : [1]) {
    for (const [name, way, encode] of [
      ['INSERT', insert, columnsOf],
      ...(isServer ? [['COPY', copy, (usages: readonly BenchUsage[]) => [copyOf(usages)]] as const] : []),
    ] as const) {
      const batches = Array.from({ length: rows / size }, () => encode(benchUsages(size)));
      rates[`${name} on ${lanes}`] = await rate(store, way, batches, rows, lanes);
    }
  }
  return rates;
};
