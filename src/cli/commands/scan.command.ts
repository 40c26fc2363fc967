import { setTimeout as sleep } from 'node:timers/promises';
import { MAX_DESCRIPTION_LENGTH, MAX_TAG_LENGTH, MAX_TAGS } from '../../common/pattern-terms.js';
import type { Command } from '../command.js';
import { chosenDestination } from '../destination/chosen-destination.js';
import { DESTINATION_OPTIONS } from '../destination/destination.js';
import type { TrackerAccess } from '../destination/tracker-access.js';
import { withTracker } from '../destination/with-tracker.js';
import { printable } from '../printable.js';
import { readArguments } from '../read-arguments.js';
import type { Finding, Findings } from '../scan/finding.js';
import { mergeFindings } from '../scan/merge-findings.js';
import { scanCatalog } from '../scan/scan-catalog.js';
import { scanDirectory } from '../scan/scan-directory.js';
import { scanMcp } from '../scan/scan-mcp.js';
import { isWhole, reportJson, reportText, type ScanReport } from '../scan/scan-report.js';
import { UsageError } from '../usage-error.js';

const RETRY_FOR_MS = 10_000;
const MAX_SECONDS = 86_400;

const OPTIONS = {
  ...DESTINATION_OPTIONS,
  mcp: { type: 'string' },
  backstage: { type: 'string' },
  'server-name': { type: 'string' },
  'tool-names': { type: 'string', default: 'mcp__{server}__{tool}' },
  overwrite: { type: 'boolean', default: false },
  'dry-run': { type: 'boolean', default: false },
  watch: { type: 'boolean', default: false },
  interval: { type: 'string' },
  json: { type: 'boolean', default: false },
} as const;

type Read = ReturnType<
  typeof readArguments<{ readonly allowPositionals: true; readonly options: typeof OPTIONS }>
>;
type Options = Read['values'];

/** Where patterns are looked for. */
interface Source {
  readonly name: string;
  /** How often it is looked at again by default, in seconds. */
  readonly seconds: number;
  readonly scan: (signal: AbortSignal) => Promise<Findings>;
}

const mcpSource = (url: string, values: Options): Source => {
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new UsageError('--mcp must be an address such as http://localhost:3000/mcp.');
  }
  if (!values['tool-names'].includes('{tool}')) throw new UsageError('--tool-names must have {tool} in it.');
  const { protocol, host, pathname } = new URL(url);
  const options = {
    url,
    // What else an address has may be secret.
    shown: `${protocol}//${host}${pathname}`,
    token: process.env['PATTERN_USAGE_MCP_TOKEN'] || undefined,
    serverName: values['server-name'],
    toolNames: values['tool-names'],
  };
  return { name: options.shown, seconds: 60, scan: (signal) => scanMcp(options, signal) };
};

/** @throws UsageError */
const sourceOf = (values: Options, positionals: readonly string[]): Source => {
  const { mcp, backstage } = values;
  const named = [...positionals, mcp, backstage].filter((one) => one !== undefined);
  if (named.length !== 1) throw new UsageError('Name one directory, or --mcp URL, or --backstage FILE.');
  if (mcp !== undefined) return mcpSource(mcp, values);
  if (backstage !== undefined) return { name: backstage, seconds: 10, scan: () => scanCatalog(backstage) };
  const [directory] = positionals;
  return { name: directory!, seconds: 10, scan: (signal) => scanDirectory(directory!, signal) };
};

/** @throws UsageError */
const secondsOf = (text: string | undefined, fallback: number): number => {
  if (text === undefined) return fallback;
  const seconds = Number(text);
  if (/^\d+$/.test(text) && seconds >= 1 && seconds <= MAX_SECONDS) return seconds;
  throw new UsageError(`--interval is ${text}; it must be a whole number from 1 to ${MAX_SECONDS}.`);
};

/** A text's first characters, where it has more. */
const cut = (text: string, length: number): string => {
  const characters = Array.from(text);
  return characters.length <= length ? text : `${characters.slice(0, length - 1).join('')}…`;
};

/** As POST /patterns/bulk takes it; of a long description and of many tags the beginning. */
const registrationOf = ({ pattern, pattern_type, description, tags = [], version }: Finding): object => ({
  pattern,
  pattern_type,
  description: description === undefined ? undefined : cut(description, MAX_DESCRIPTION_LENGTH),
  tags: tags.filter((tag) => tag !== '' && tag.length <= MAX_TAG_LENGTH).slice(0, MAX_TAGS),
  version,
});

type Register = (findings: readonly Finding[]) => Promise<ScanReport['results']>;

const registerWith =
  (tracker: TrackerAccess, isOverwriting: boolean): Register =>
  (findings) =>
    tracker.registerPatterns(findings.map(registrationOf), isOverwriting);

const print = (report: ScanReport, { json, watch }: Options): void => {
  const text = json ? `${JSON.stringify(reportJson(report), null, watch ? 0 : 2)}\n` : reportText(report);
  process.stdout.write(text);
};

const once = async (
  source: Source,
  register: Register,
  values: Options,
  signal: AbortSignal,
): Promise<number> => {
  const { found, faults } = await source.scan(signal);
  const { taken, repeated } = mergeFindings(found);
  const report = { source: source.name, taken, results: await register(taken), repeated, faults };
  print(report, values);
  return isWhole(report) ? 0 : 1;
};

/** Registers what there is when it changes, until the signal comes. What fails is tried again in time. */
const watch = async (
  source: Source,
  register: Register,
  values: Options,
  signal: AbortSignal,
): Promise<number> => {
  const pause = 1000 * secondsOf(values.interval, source.seconds);
  let last = '';
  let code = 0;
  for (;;) {
    try {
      const findings = await source.scan(signal);
      const now = JSON.stringify(findings);
      if (now !== last)
        code = await once({ ...source, scan: () => Promise.resolve(findings) }, register, values, signal);
      last = now;
    } catch (error) {
      if (error === signal.reason) return code;
      last = '';
      code = 1;
      process.stderr.write(`${printable((error as Error).message)}\n`);
    }
    try {
      await sleep(pause, undefined, { signal });
    } catch {
      // It is told to stop.
      return code;
    }
  }
};

/** Registers what exists. */
export const scan: Command = async (args) => {
  const { values, positionals }: Read = readArguments({
    args: [...args],
    allowPositionals: true,
    options: OPTIONS,
  });
  const source = sourceOf(values, positionals);
  secondsOf(values.interval, source.seconds);
  const stop = new AbortController();
  const run = values.watch ? watch : once;
  const onSignal = (): void => stop.abort();
  if (values.watch) process.once('SIGINT', onSignal).once('SIGTERM', onSignal);
  try {
    if (values['dry-run']) return await run(source, () => Promise.resolve(undefined), values, stop.signal);
    return await withTracker(chosenDestination(values), RETRY_FOR_MS, (tracker) =>
      run(source, registerWith(tracker, values.overwrite), values, stop.signal),
    );
  } finally {
    process.off('SIGINT', onSignal).off('SIGTERM', onSignal);
  }
};
