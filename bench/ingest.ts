// npm run bench:ingest -- [--rows 100000] [--rounds 3] [--memory 5000000] [--report]
// What the ways in cost beside the database itself, each figure a ratio of one run:
//   batches of 1,000 over HTTP (JSON and NDJSON) against bare inserts into the same table
//   Kafka against the batches, and a replay of the same messages against that
//   single POSTs on 64 connections against POSTs that store nothing, on the same server
//   resident memory of the server at 100,000 usages and at the number of --memory
// The store is a new embedded one, or what DATABASE_URL names: an empty database. Each load generates
// what it sends before its clock starts, and leaves its figures in .cache/bench-ingest.json; --report
// prints those once more.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Logger } from '@nestjs/common';
import { measureIngest, type Measurements } from './ingest-load.js';
import { reportIngest } from './ingest-report.js';

const FIGURES = '.cache/bench-ingest.json';

const { values } = parseArgs({
  options: {
    rows: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '3' },
    memory: { type: 'string', default: '0' },
    report: { type: 'boolean', default: false },
  },
});

if (!values.report) {
  Logger.overrideLogger(false);
  const options = {
    rows: Number(values.rows),
    rounds: Number(values.rounds),
    memory: Number(values.memory),
  };
  const measured = await measureIngest(options, (line) => void process.stderr.write(`${line} ..\n`));
  mkdirSync('.cache', { recursive: true });
  writeFileSync(FIGURES, JSON.stringify(measured, undefined, 2));
}
const { lines, missed } = reportIngest(JSON.parse(readFileSync(FIGURES, 'utf8')) as Measurements);
process.stdout.write(`${lines.join('\n')}\n`);
if (missed > 0) process.exitCode = 1;
