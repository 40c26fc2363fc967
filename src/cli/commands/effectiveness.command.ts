import type { Command } from '../command.js';
import { DESTINATION_OPTIONS, destinationOf } from '../destination/destination.js';
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
  const [patternId] = positionals;
  if (patternId === undefined || positionals.length > 1) throw new UsageError('Name one pattern by its id.');
  const hours = readHours(values.hours);
  const answer = await withTracker(destinationOf(values, process.env), RETRY_FOR_MS, (tracker) =>
    tracker.getPatternEffectiveness(patternId, hours),
  );
  if (values.json) {
    process.stdout.write(`${JSON.stringify(answer, null, 2)}\n`);
    return 0;
  }
  const { components, metrics } = answer;
  const rows = [
    ['pattern', metrics.pattern_name],
    ['recommendation', answer.recommendation],
    ['effectiveness', answer.effectiveness_score.toFixed(2)],
    ['confidence', answer.confidence.toFixed(2)],
    ['success rate', `${(components.success_rate * 100).toFixed(1)} %`],
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
