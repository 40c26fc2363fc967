import type { IgnoredRecord, UsageRecord } from './read-records.js';

const SKILL = 'gen_ai.skill.name';

/** How often the log events of a request name a pattern in one session and prompt, by event. */
class Calls {
  private readonly counts = new Map<string, number>();

  private static keyOf({ record: { attributes }, usage }: UsageRecord, event: string): string | undefined {
    const { 'session.id': session, 'prompt.id': prompt } = attributes;
    if (typeof session !== 'string' || typeof prompt !== 'string') return undefined;
    return JSON.stringify([event, session, prompt, usage.pattern_id]);
  }

  add(found: UsageRecord): void {
    const key = Calls.keyOf(found, found.name);
    if (key !== undefined) this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  /** @returns whether an event of that name tells of this use, and no other of its kind was there first. */
  take(found: UsageRecord, event: string): boolean {
    const key = Calls.keyOf(found, event);
    const count = key === undefined ? 0 : (this.counts.get(key) ?? 0);
    if (count > 0) this.counts.set(key!, count - 1);
    return count > 0;
  }
}

const spanKey = (traceId: string, spanId: unknown): string => `${traceId}/${String(spanId)}`;

/** The event that tells of the same use: another event, or the span around it that is of the same pattern. */
const betterTold = (
  found: UsageRecord,
  calls: Calls,
  spans: ReadonlyMap<string, UsageRecord>,
): string | undefined => {
  const { mapping, record, usage } = found;
  const { toldBy } = mapping;
  if (toldBy && (toldBy.isInRequest !== true || calls.take(found, toldBy.event))) return toldBy.event;
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
 * Leaves one usage for each use that several records of a request tell of. Of uses whose records come in several
 * requests it knows no more than `toldBy` of a mapping says.
 */
export const tellOnce = (
  found: readonly UsageRecord[],
): { readonly usages: readonly UsageRecord[]; readonly told: readonly IgnoredRecord[] } => {
  const calls = new Calls();
  const spans = new Map<string, UsageRecord>();
  for (const one of found) {
    calls.add(one);
    spans.set(spanKey(one.record.traceId, one.record.spanId), one);
  }
  const told: IgnoredRecord[] = [];
  const usages: UsageRecord[] = [];
  for (const one of found) {
    const toldBy = betterTold(one, calls, spans);
    if (toldBy === undefined) usages.push(one);
    else told.push({ index: one.index, name: one.name, toldBy });
  }
  const failed = failedCommands(usages);
  return { usages: usages.map((one) => endingAs(one, failed.get(one))), told };
};
