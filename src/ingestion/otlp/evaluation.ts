import { storedScore } from '../../common/stored-score.js';
import { formatTime } from '../../common/time-range.js';
import type { EventMapping } from '../../config/otlp/event-mapping.js';
import type { Evaluation } from '../../store/calls/evaluation.repository.js';
import { isId, type OtlpRecord } from './otlp-record.js';
import { spanUsageId } from './span-records.js';
import { fieldOf, numberOf } from './to-usage.js';
import { callIdOf, textIn } from './told-call.js';

const MILLISECOND = 1_000_000n;
const EXPLANATION = 'gen_ai.evaluation.explanation';
const MAX_EXPLANATION = 4096;

/** Text as a store takes it. */
const clean = (text: string): string => text.replaceAll('\0', '').toWellFormed();

/** What may name the use: its span, and ids of it that the evaluator says. */
const keysOf = ({ traceId, spanId, ...record }: OtlpRecord, mapping: EventMapping): string[] => {
  const said = mapping.attributes.execution_id.flatMap(
    (name) => textIn({ ...record, traceId, spanId }, [name]) ?? [],
  );
  const ofSpan = isId(traceId, 16) && isId(spanId, 8);
  return [
    ...(ofSpan ? [`${traceId}-${spanId}`, spanUsageId(traceId, spanId)] : []),
    ...said.map(clean),
    ...said.map(callIdOf),
  ];
};

/** The number that it gave, and what that is of the best there is: 0..1, null where it is on another scale. */
const scoreOf = (
  record: OtlpRecord,
  mapping: EventMapping,
): { value: number | null; quality: number | null } => {
  const said = numberOf(fieldOf(mapping, 'quality_score', record).value);
  if (typeof said !== 'number' || !Number.isFinite(said)) return { value: null, quality: null };
  const quality = said / mapping.qualityMax;
  return { value: said, quality: quality >= 0 && quality <= 1 ? storedScore(quality) : null };
};

/**
 * The judgement that a record makes of a use.
 * @returns undefined where it names neither itself nor what it judges.
 */
export const evaluationOf = (
  record: OtlpRecord,
  eventName: string,
  mapping: EventMapping,
): Evaluation | undefined => {
  const name = textIn(record, mapping.attributes.pattern);
  const id = record.idAs(eventName);
  const keys = keysOf(record, mapping);
  if (name === undefined || id === undefined || keys.length === 0) return undefined;
  const { value, quality } = scoreOf(record, mapping);
  const label = textIn(record, mapping.attributes.outcome) ?? null;
  const explanation = record.attributes[EXPLANATION];
  return {
    id,
    keys,
    name: clean(name),
    // A label beside a number only says what the number is called.
    outcome: (value === null && mapping.outcomes.get(label?.toLowerCase() ?? '')) || null,
    said: {
      value,
      quality,
      label: label === null ? null : clean(label),
      explanation: typeof explanation === 'string' ? clean(explanation).slice(0, MAX_EXPLANATION) : null,
      at: formatTime(Number(record.time.nanos / MILLISECOND)),
    },
  };
};
