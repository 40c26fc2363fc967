import type { IgnoredRecord, UsageRecord } from './usage-record.js';

const SKILL = 'gen_ai.skill.name';

const spanKey = (traceId: string, spanId: unknown): string => `${traceId}/${String(spanId)}`;

/**
 * What tells of the same use and is counted: another event, or the span around it that is of the same pattern. Where
 * a call has an id, that finds its records in whatever request they come.
 */
const betterTold = (found: UsageRecord, spans: ReadonlyMap<string, UsageRecord>): string | undefined => {
  const { mapping, record, usage, call } = found;
  if (mapping.toldBy !== undefined || call) return mapping.toldBy;
  const around = spans.get(spanKey(record.traceId, record.attributes['span.parent_id']));
  const isSame = around?.usage.pattern_id === usage.pattern_id && around?.mapping.type === mapping.type;
  return isSame && around !== found ? around?.name : undefined;
};

/** By the load of a skill the last of its commands that failed: of loads the last one before the command. */
const failedCommands = (found: readonly UsageRecord[]): ReadonlyMap<UsageRecord, UsageRecord> => {
  const failed = new Map<UsageRecord, UsageRecord>();
  const loads = new Map<string, UsageRecord>();
  const ofSkills = found.filter(({ record }) => typeof record.attributes[SKILL] === 'string');
  for (const one of ofSkills.sort((a, b) => Number(a.record.time.nanos - b.record.time.nanos))) {
    const { record, usage, mapping } = one;
    const key = `${record.traceId}/${String(record.attributes[SKILL])}`;
    const load = loads.get(key);
    if (mapping.type === 'skill') loads.set(key, one);
    else if (load && (usage.outcome === 'failure' || usage.outcome === 'error')) failed.set(load, one);
  }
  return failed;
};

/** The load of a skill is its use, so that it ends as its command did. */
const endingAs = (load: UsageRecord, failed: UsageRecord | undefined): UsageRecord => {
  if (!failed || load.usage.outcome !== 'success') return load;
  const { outcome, error_message } = failed.usage;
  return { ...load, usage: { ...load.usage, outcome, error_message } };
};

/**
 * Leaves one usage for each use that spans within one another tell of. It knows those of one request alone: what is
 * to be found across requests has the id of its call, or its place.
 */
export const withoutNested = (
  found: readonly UsageRecord[],
): { readonly usages: readonly UsageRecord[]; readonly told: readonly IgnoredRecord[] } => {
  const spans = new Map(found.map((one) => [spanKey(one.record.traceId, one.record.spanId), one]));
  const told: IgnoredRecord[] = [];
  const usages: UsageRecord[] = [];
  for (const one of found) {
    const toldBy = betterTold(one, spans);
    if (toldBy === undefined) usages.push(one);
    else told.push({ index: one.index, name: one.name, toldBy });
  }
  const failed = failedCommands(usages);
  return { usages: usages.map((one) => endingAs(one, failed.get(one))), told };
};
