// npm run load -- FILE [--url http://localhost:8053]
import { parseArgs } from 'node:util';
import { loadUsages } from './load-usages.js';
import { progressBar } from './progress-bar.js';
import { UsageClient } from './usage-client.js';

const USAGE = 'Usage: npm run load -- FILE [--url http://localhost:8053]';

const run = async (): Promise<number> => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { url: { type: 'string', default: 'http://localhost:8053' } },
  });
  const [path] = positionals;
  if (path === undefined || positionals.length > 1) throw new Error(USAGE);
  const bar = progressBar('Loading');
  const start = performance.now();
  let report;
  try {
    report = await loadUsages(path, new UsageClient(values.url), (progress, { read }) =>
      bar.update(progress, `${read} lines`),
    );
  } finally {
    bar.stop();
  }
  const seconds = (performance.now() - start) / 1000;
  process.stdout.write(
    `${report.read} usages read in ${seconds.toFixed(1)} s: ${report.stored} stored, ` +
      `${report.duplicates} known already, ${report.refused} refused.\n`,
  );
  for (const { line, message } of report.refusals) process.stdout.write(`  line ${line}: ${message}\n`);
  const untold = report.refused - report.refusals.length;
  if (untold > 0) process.stdout.write(`  and ${untold} more\n`);
  return report.refused > 0 ? 1 : 0;
};

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`${(error as Error).message}\n`);
  process.exitCode = 1;
}
