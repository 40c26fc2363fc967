import { parseJson } from '../../common/json/parse-json.js';
import type { Command } from '../command.js';
import { chosenDestination } from '../destination/chosen-destination.js';
import { DESTINATION_OPTIONS } from '../destination/destination.js';
import { withTracker } from '../destination/with-tracker.js';
import { readArguments } from '../read-arguments.js';
import { UsageError } from '../usage-error.js';
import type { UsageInput } from '../../tracker/index.js';

const RETRY_FOR_MS = 10_000;

const TEXT = { type: 'string' } as const;

const readNumber = (option: string, text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  throw new UsageError(`--${option} is ${text}; it must be a number.`);
};

const readContext = (text: string | undefined): UsageInput['context'] => {
  if (text === undefined) return undefined;
  try {
    return parseJson(text) as UsageInput['context'];
  } catch (error) {
    throw new UsageError(`--context must be a JSON object: ${(error as Error).message}.`);
  }
};

/** Records one usage. */
export const record: Command = async (args) => {
  const { values } = readArguments({
    args: [...args],
    options: {
      ...DESTINATION_OPTIONS,
      'pattern-id': TEXT,
      pattern: TEXT,
      outcome: TEXT,
      quality: TEXT,
      'time-ms': TEXT,
      error: TEXT,
      context: TEXT,
      'correlation-id': TEXT,
      'execution-id': TEXT,
      version: TEXT,
      actor: TEXT,
      'input-tokens': TEXT,
      'output-tokens': TEXT,
      'cost-usd': TEXT,
      'time-saved-seconds': TEXT,
      'pattern-name': TEXT,
      'pattern-type': TEXT,
      'node-type': TEXT,
      id: TEXT,
      'created-at': TEXT,
    },
  });
  const patternId = values['pattern-id'];
  if ((patternId ?? values.pattern) === undefined || values.outcome === undefined) {
    throw new UsageError('--outcome and --pattern or --pattern-id are needed.');
  }
  const usage: UsageInput = {
    pattern_id: patternId,
    pattern: values.pattern,
    // The tracker says what is allowed where these are other words.
    outcome: values.outcome as UsageInput['outcome'],
    pattern_type: values['pattern-type'],
    quality_score: readNumber('quality', values.quality),
    execution_time_ms: readNumber('time-ms', values['time-ms']),
    error_message: values.error,
    context: readContext(values.context),
    correlation_id: values['correlation-id'],
    execution_id: values['execution-id'],
    version: values.version,
    actor: values.actor,
    input_tokens: readNumber('input-tokens', values['input-tokens']),
    output_tokens: readNumber('output-tokens', values['output-tokens']),
    cost_usd: readNumber('cost-usd', values['cost-usd']),
    time_saved_seconds: readNumber('time-saved-seconds', values['time-saved-seconds']),
    pattern_name: values['pattern-name'],
    node_type: values['node-type'],
    id: values.id,
    created_at: values['created-at'],
  };
  const recorded = await withTracker(chosenDestination(values), RETRY_FOR_MS, (tracker) =>
    tracker.recordUsage(usage),
  );
  process.stdout.write(`${JSON.stringify(recorded, null, 2)}\n`);
  return 0;
};
