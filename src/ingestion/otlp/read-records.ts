import type { OtlpEvents } from '../../config/otlp-events.js';
import type { Evaluation } from '../../store/calls/evaluation.repository.js';
import { evaluationOf } from './evaluation.js';
import { withoutNested } from './nested-spans.js';
import type { OtlpRecord } from './otlp-record.js';
import { fits, type Hash, toUsage } from './to-usage.js';
import { toldCallOf } from './told-call.js';
import type { IgnoredRecord, UsageRecord } from './usage-record.js';

const MAX_NAME = 128;

/** A record that judges a use. */
export interface EvaluationRecord {
  readonly index: number;
  readonly name: string;
  readonly evaluation: Evaluation;
}

export interface ReadRecords {
  readonly evaluations: readonly EvaluationRecord[];
  readonly usages: readonly UsageRecord[];
  readonly ignored: readonly IgnoredRecord[];
}

const readRecord = (
  record: OtlpRecord,
  index: number,
  events: OtlpEvents,
  hash: Hash,
): UsageRecord | undefined => {
  for (const name of record.names) {
    const event = events.get(name);
    for (const mapping of event?.mappings ?? []) {
      if (mapping.isEvaluation) continue;
      const said = fits(mapping, record.attributes)
        ? toUsage(record, name, mapping, event!, hash)
        : undefined;
      if (!said) continue;
      const call = toldCallOf(record, mapping, said);
      return { ...said, index, name, id: record.idAs(name), record, mapping, call };
    }
  }
  return undefined;
};

const readEvaluation = (
  record: OtlpRecord,
  index: number,
  events: OtlpEvents,
): EvaluationRecord | undefined => {
  for (const name of record.names) {
    const mapping = events.get(name)?.mappings.find(({ isEvaluation }) => isEvaluation);
    const evaluation = mapping && evaluationOf(record, name, mapping);
    if (evaluation) return { index, name, evaluation };
  }
  return undefined;
};

/**
 * What the records of a request are: usages of patterns, judgements of some, or nothing to this server.
 * @param events what is a usage, by its name.
 */
export const readRecords = (records: readonly OtlpRecord[], events: OtlpEvents, hash: Hash): ReadRecords => {
  const found: UsageRecord[] = [];
  const evaluations: EvaluationRecord[] = [];
  const ignored: IgnoredRecord[] = [];
  for (const [index, record] of records.entries()) {
    const usage = readRecord(record, index, events, hash);
    const evaluation = usage ? undefined : readEvaluation(record, index, events);
    if (usage) found.push(usage);
    else if (evaluation) evaluations.push(evaluation);
    else ignored.push({ index, name: record.name.slice(0, MAX_NAME), toldBy: undefined });
  }
  const { usages, told } = withoutNested(found);
  return { usages, evaluations, ignored: [...ignored, ...told] };
};
