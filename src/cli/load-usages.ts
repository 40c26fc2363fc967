import { TooLargeError, type UsageClient } from './usage-client.js';
import { readUsageFile, type UsageLine } from './usage-file.js';

/** Refused lines that a report shows, at the most; all are counted. */
const MOST_SHOWN = 20;

interface RefusedLine {
  readonly line: number;
  readonly message: string;
}

/** What became of a file's lines. */
export interface LoadReport {
  read: number;
  stored: number;
  /** Stored before, by an earlier run or an earlier line. */
  duplicates: number;
  refused: number;
  /** The first of the refused lines. */
  readonly refusals: RefusedLine[];
}

const refuse = (report: LoadReport, line: number, message: string): void => {
  report.refused += 1;
  if (report.refusals.length < MOST_SHOWN) report.refusals.push({ line, message });
};

/** Sends lines, in halves where they are too large for one request. */
const sendLines = async (
  client: UsageClient,
  lines: readonly UsageLine[],
  report: LoadReport,
): Promise<void> => {
  if (lines.length === 0) return;
  try {
    const answer = await client.send(lines.map(({ usage }) => usage));
    report.stored += answer.stored;
    report.duplicates += answer.duplicates;
    for (const { index, status } of answer.results) {
      if (status !== 'rejected') continue;
      const reasons = answer.errors.filter((error) => error.index === index).map(({ message }) => message);
      refuse(
        report,
        lines[index]!.number,
        reasons.join(' ') || 'refused, beyond the faults the server names',
      );
    }
  } catch (error) {
    if (!(error instanceof TooLargeError)) throw error;
    if (lines.length === 1) {
      refuse(report, lines[0]!.number, 'larger than the server takes');
      return;
    }
    const middle = Math.ceil(lines.length / 2);
    await sendLines(client, lines.slice(0, middle), report);
    await sendLines(client, lines.slice(middle), report);
  }
};

/**
 * Sends a file of usages to a server. May be run again, after a crash as well: what is stored
 * already is reported as a duplicate and counted once.
 * @param onProgress told after each batch how much of the file was read, 0..1.
 * @throws LoadError where the server cannot take them; the file system's error for the file.
 */
export const loadUsages = async (
  path: string,
  client: UsageClient,
  onProgress: (progress: number, report: LoadReport) => void,
): Promise<LoadReport> => {
  const report: LoadReport = { read: 0, stored: 0, duplicates: 0, refused: 0, refusals: [] };
  for await (const { lines, progress } of readUsageFile(path)) {
    report.read += lines.length;
    for (const { number, fault } of lines) if (fault !== undefined) refuse(report, number, fault);
    await sendLines(
      client,
      lines.filter(({ usage }) => usage !== undefined),
      report,
    );
    onProgress(progress, report);
  }
  return report;
};
