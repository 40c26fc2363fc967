import { percentText } from '../../common/percent-text.js';
import type { Command } from '../command.js';
import { chosenDestination } from '../destination/chosen-destination.js';
import { DESTINATION_OPTIONS } from '../destination/destination.js';
import { withTracker } from '../destination/with-tracker.js';
import { formatTable } from '../format-table.js';
import { readArguments } from '../read-arguments.js';
import { readHours } from '../read-hours.js';
import { UsageError } from '../usage-error.js';

const RETRY_FOR_MS = 10_000;

/** How well a pattern works. */
export const effectiveness: Command = async (args) => {
  const { values, positionals } = readArguments({
    args: [...args],
    allowPositionals: true,
    options: { ...DESTINATION_OPTIONS, hours: { type: 'string' }, json: { type: 'boolean' } },
  });
  const [pattern] = positionals;
  if (pattern === undefined || positionals.length > 1) {
    throw new UsageError('Name one pattern, by its name or its id.');
  }
  const hours = readHours(values.hours);
  const answer = await withTracker(chosenDestination(values), RETRY_FOR_MS, (tracker) =>
    tracker.getPatternEffectiveness(pattern, hours),
  );
  if (values.json) {
    process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    return 0;
  }
  const { metrics } = answer;
  const rows = [
    ['pattern', metrics.pattern_name],
    ['recommendation', answer.recommendation],
    ['effectiveness', answer.effectiveness_score.toFixed(2)],
    ['confidence', answer.confidence.toFixed(2)],
    ['success rate', metrics.success_rate === null ? '–' : percentText(metrics.success_rate)],
    ['average quality', metrics.average_quality_score?.toFixed(2) ?? '–'],
    [
      'average time',
      metrics.average_execution_time_ms === null ? '–' : `${metrics.average_execution_time_ms.toFixed(0)} ms`,
    ],
    ['usages', `${metrics.total_usages}, ${metrics.usage_trend}`],
    ['last used', metrics.last_used ?? '–'],
  ];
  process.stdout.write(formatTable(['', `the last ${hours} hours`], rows));
  return 0;
};
