import { percentText } from '../../common/percent-text.js';
import type { PatternUsageStats } from '../../analytics/index.js';
import { formatTable } from '../format-table.js';
import type { Command } from '../command.js';
import { chosenDestination } from '../destination/chosen-destination.js';
import { DESTINATION_OPTIONS } from '../destination/destination.js';
import { withTracker } from '../destination/with-tracker.js';
import { readArguments } from '../read-arguments.js';
import { readHours } from '../read-hours.js';
import { UsageError } from '../usage-error.js';

const RETRY_FOR_MS = 10_000;

const TITLES = ['pattern', 'id', 'usages', 'success', 'quality', 'ms', 'trend', 'last used'];

const rowOf = (stats: PatternUsageStats): string[] => [
  stats.pattern_name,
  stats.pattern_id,
  String(stats.total_usages),
  stats.success_rate === null ? '–' : percentText(stats.success_rate),
  stats.average_quality_score?.toFixed(2) ?? '–',
  stats.average_execution_time_ms?.toFixed(0) ?? '–',
  stats.usage_trend,
  stats.last_used ?? '–',
];

/** Totals per pattern. */
export const stats: Command = async (args) => {
  const { values } = readArguments({
    args: [...args],
    options: {
      ...DESTINATION_OPTIONS,
      pattern: { type: 'string' },
      'pattern-id': { type: 'string' },
      hours: { type: 'string' },
      json: { type: 'boolean' },
    },
  });
  const { pattern, 'pattern-id': patternId } = values;
  if (pattern !== undefined && patternId !== undefined) {
    throw new UsageError('--pattern and --pattern-id exclude each other.');
  }
  const hours = readHours(values.hours);
  const answer = await withTracker(chosenDestination(values), RETRY_FOR_MS, (tracker) =>
    tracker.getUsageStats(pattern ?? patternId, hours),
  );
  if (values.json) {
    process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    return 0;
  }
  const { patterns } = answer;
  const table = patterns.length === 0 ? '' : `\n${formatTable(TITLES, patterns.map(rowOf))}`;
  process.stdout.write(`Patterns used in the last ${hours} hours: ${patterns.length}\n${table}`);
  return 0;
};
