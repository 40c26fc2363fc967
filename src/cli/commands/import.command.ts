import type { Command } from '../command.js';
import { DESTINATION_OPTIONS, destinationOf } from '../destination/destination.js';
import { withTracker } from '../destination/with-tracker.js';
import { csvRecords } from '../import/csv-records.js';
import type { ImportReport } from '../import/import-report.js';
import { type ImportState, ImportStateFile, identityOf, newState } from '../import/import-state.js';
import { importUsages } from '../import/import-usages.js';
import { ndjsonRecords } from '../import/ndjson-records.js';
import { RefusedFile } from '../import/refused-file.js';
import type { UsageRecord } from '../import/usage-record.js';
import { openUsageSource, STANDARD_INPUT } from '../import/usage-source.js';
import { printable } from '../printable.js';
import { type ProgressBar, progressBar } from '../progress-bar.js';
import { readArguments } from '../read-arguments.js';
import { UsageError } from '../usage-error.js';

const RETRY_FOR_MS = 300_000;

const FORMATS = { ndjson: ndjsonRecords, csv: csvRecords };
type Format = keyof typeof FORMATS;

const EXTENSIONS: Readonly<Record<string, Format>> = { csv: 'csv', ndjson: 'ndjson', jsonl: 'ndjson' };

const formatOf = (path: string, named: string | undefined): Format => {
  if (named === 'ndjson' || named === 'csv') return named;
  if (named !== undefined) throw new UsageError(`--format is ${named}; it must be ndjson or csv.`);
  if (path === STANDARD_INPUT) return 'ndjson';
  const extension = /\.([^./]+)$/.exec(path.toLowerCase().replace(/\.gz$/, ''))?.[1] ?? '';
  const format = EXTENSIONS[extension];
  if (format) return format;
  throw new UsageError(`The name of ${path} does not tell what it is; --format ndjson or csv does.`);
};

const print = (report: ImportReport, before: number, seconds: number): void => {
  const say = (text: string): void => void process.stdout.write(`${text}\n`);
  say(
    `${report.read} usages read in ${seconds.toFixed(1)} s: ${report.stored} stored, ` +
      `${report.duplicates} known already, ${report.refused} refused.`,
  );
  if (before > 0) say(`  ${before} of them by the import that was interrupted.`);
  if (report.described > 0) say(`  ${report.described} of them describe patterns.`);
  if (report.untimed > 0) {
    say(
      `  ${report.untimed} had neither id nor created_at: they have the import's time, and another import would count them again.`,
    );
  }
  for (const { line, pointer, message } of report.refusals) {
    say(printable(`  line ${line}${pointer === '' ? '' : ` ${pointer}`}: ${message}`));
  }
  const untold = report.refused - report.refusals.length;
  if (untold > 0) say(`  and ${untold} more`);
};

const noBar: ProgressBar = { update: () => undefined, stop: () => undefined };

/** Where nothing can be read, nothing is noted. */
async function* noteBegin(
  records: AsyncIterable<UsageRecord[]>,
  begin: () => Promise<void>,
): AsyncGenerator<UsageRecord[]> {
  let hasBegun = false;
  for await (const chunk of records) {
    if (!hasBegun) await begin();
    hasBegun = true;
    yield chunk;
  }
}

/** Records the usages of a file. */
export const importFile: Command = async (args) => {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: {
      ...DESTINATION_OPTIONS,
      format: { type: 'string' },
      refused: { type: 'string' },
      'no-resume': { type: 'boolean' },
      state: { type: 'string' },
    },
  });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1)
    throw new UsageError('Name one file, or - for standard input.');
  const format = formatOf(path, values.format);
  const destination = destinationOf(values, process.env);
  const source = await openUsageSource(path);

  const isFile = path !== STANDARD_INPUT;
  const stateFile = new ImportStateFile(values.state ?? `${path}.pattern-usage-import.json`);
  const save = async (state: ImportState): Promise<void> => {
    if (isFile) await stateFile.save(state);
  };
  const earlier =
    isFile && !values['no-resume'] ? await stateFile.load(path, destination.name, format) : undefined;
  const identity = isFile ? await identityOf(path) : { size: 0, headBytes: 0, head: '' };
  const state = earlier ?? newState(destination.name, format, identity);
  const before = state.report.read;
  const refused =
    values.refused === undefined ? undefined : await RefusedFile.open(values.refused, state.refused_bytes);

  const begin = async (): Promise<void> => {
    process.stderr.write(`Into ${destination.name}\n`);
    // Before the first usage: its time must be the same in the next run.
    await save(state);
  };
  const start = performance.now();
  const bar = process.stderr.isTTY && isFile ? progressBar('Importing') : noBar;
  try {
    await withTracker(destination, RETRY_FOR_MS, async (tracker) => {
      await importUsages({
        records: noteBegin(FORMATS[format](source.data), begin),
        state,
        send: (usages) => tracker.recordBatch(usages),
        describe: (pattern) => tracker.describePattern(pattern),
        refused,
        save,
        onProgress: ({ report }) => bar.update(source.share() ?? 1, `${report.read} usages`),
      });
    });
  } finally {
    bar.stop();
    await refused?.close();
  }
  await stateFile.remove();
  print(state.report, before, (performance.now() - start) / 1000);
  return state.report.refused > 0 ? 1 : 0;
};
