import { randomUUID } from 'node:crypto';
import fc from 'fast-check';

/** A call of a session, as an agent makes it. */
export interface DrawnCall {
  readonly kind: 'skill' | 'agent' | 'tool' | 'slash';
  readonly name: number;
  /** Undefined where its result never comes. */
  readonly succeeds: boolean | undefined;
  readonly ms: number;
  /** Whether its result says the id of the call, and how many spans do as well. */
  readonly hasId: boolean;
  readonly spans: number;
  readonly inside: readonly DrawnCall[];
}

/** A record of OTLP in JSON. */
export interface ToldRecord {
  readonly signal: 'logs' | 'traces';
  readonly record: object;
}

/** How often a pattern was used with an outcome, and for how long altogether. */
export interface Tally {
  readonly pattern: string;
  readonly outcome: string;
  readonly usages: number;
  readonly ms: number;
}

export interface ToldSession {
  readonly records: readonly ToldRecord[];
  readonly tallies: readonly Tally[];
}

const calls: fc.Memo<DrawnCall> = fc.memo((depth) =>
  fc.record({
    kind: fc.constantFrom<DrawnCall['kind']>('skill', 'skill', 'agent', 'tool'),
    name: fc.nat(1),
    succeeds: fc.boolean(),
    ms: fc.nat(5000),
    hasId: fc.boolean(),
    spans: fc.nat(2),
    inside: depth > 1 ? fc.array(calls(depth - 1), { maxLength: 2 }) : fc.constant([]),
  }),
);
/** Only what comes last may be without its result: the result of what is around it would be taken for it. */
const unfinished = calls(1).map((call): DrawnCall => ({ ...call, kind: 'skill', succeeds: undefined }));
const slash = calls(1).map((call): DrawnCall => ({ ...call, kind: 'slash', succeeds: undefined }));

/** Prompts, each with its calls. */
export const drawnSession: fc.Arbitrary<DrawnCall[][]> = fc.array(
  fc
    .tuple(
      fc.option(slash, { nil: undefined }),
      fc.array(calls(3), { maxLength: 3 }),
      fc.option(unfinished, { nil: undefined }),
    )
    .map(([first, some, last]) => [first, ...some, last].filter((call) => call !== undefined)),
  { minLength: 1, maxLength: 2 },
);

const attributes = (values: Readonly<Record<string, string | number>>): object[] =>
  Object.entries(values).map(([key, value]) => ({
    key,
    value: typeof value === 'string' ? { stringValue: value } : { intValue: String(value) },
  }));

/** Tells of a session in the records of Claude Code, and counts what was used. */
class Teller {
  readonly records: ToldRecord[] = [];
  readonly tallies = new Map<string, Tally>();
  private sequence = 0;
  private prompt = '';
  private readonly session = randomUUID();

  /** @param now when the session began, milliseconds; @param tickMs from one record to the next, as far as the clock tells. */
  constructor(
    private readonly prefix: string,
    private readonly now: number,
    private readonly tickMs: number,
  ) {}

  tell(prompts: readonly (readonly DrawnCall[])[]): void {
    for (const ofPrompt of prompts) {
      this.prompt = randomUUID();
      for (const call of ofPrompt) this.call(call);
    }
  }

  private call(call: DrawnCall): void {
    const { kind, succeeds, inside } = call;
    const name = `${this.prefix} ${kind === 'slash' ? 'skill' : kind} ${call.name}`;
    if (kind === 'slash') this.log('user_prompt', { command_name: name });
    if (kind === 'skill' || kind === 'slash') {
      const invocation_trigger = kind === 'slash' ? 'user-slash' : 'claude-proactive';
      this.log('skill_activated', { 'skill.name': name, invocation_trigger });
    }
    if (succeeds !== undefined) for (const one of inside) this.call(one);
    if (kind === 'agent') this.log('subagent_completed', { agent_type: name, duration_ms: 1 });
    if (succeeds !== undefined) this.end(name, call);
    const outcome = succeeds === undefined ? 'unknown' : succeeds ? 'success' : 'failure';
    this.count(name, outcome, succeeds === undefined ? 0 : call.ms);
  }

  private end(name: string, { kind, succeeds, ms, hasId, spans }: DrawnCall): void {
    const id = `toolu_${randomUUID()}`;
    const parameters = { skill: { skill_name: name }, agent: { subagent_type: name } };
    const inside = kind === 'skill' || kind === 'agent' ? parameters[kind] : undefined;
    this.log('tool_result', {
      tool_name: inside ? { skill: 'Skill', agent: 'Task' }[kind as 'skill' | 'agent'] : name,
      success: String(succeeds),
      duration_ms: ms,
      ...(succeeds ? {} : { error: `failed after ${ms}` }),
      ...(hasId ? { tool_use_id: id } : {}),
      ...(inside ? { tool_parameters: JSON.stringify(inside) } : {}),
    });
    if (!hasId) return;
    for (const span of ['claude_code.tool', 'claude_code.tool.execution'].slice(0, spans)) {
      this.span(span, {
        'gen_ai.tool.call.id': id,
        tool_name: 'Skill',
        ...(inside ? { skill_name: name } : {}),
      });
    }
  }

  private log(event: string, values: Readonly<Record<string, string | number>>): void {
    this.sequence += 1;
    const said = { 'session.id': this.session, 'prompt.id': this.prompt, 'event.sequence': this.sequence };
    const record = {
      timeUnixNano: this.nanos(this.sequence * this.tickMs),
      body: { stringValue: `claude_code.${event}` },
      attributes: attributes({ ...said, ...values }),
    };
    this.records.push({ signal: 'logs', record });
  }

  private span(name: string, values: Readonly<Record<string, string>>): void {
    const id = randomUUID().replaceAll('-', '');
    const ended = this.sequence * this.tickMs;
    const record = {
      traceId: id,
      spanId: id.slice(0, 16).replace(/^0*$/, '1'.repeat(16)),
      name,
      startTimeUnixNano: this.nanos(ended - this.tickMs),
      endTimeUnixNano: this.nanos(ended),
      attributes: attributes(values),
    };
    this.records.push({ signal: 'traces', record });
  }

  private nanos(ms: number): string {
    return `${this.now + ms}000000`;
  }

  private count(pattern: string, outcome: string, ms: number): void {
    const key = `${pattern}/${outcome}`;
    const before = this.tallies.get(key) ?? { usages: 0, ms: 0 };
    this.tallies.set(key, { pattern, outcome, usages: before.usages + 1, ms: before.ms + ms });
  }
}

/**
 * What an agent tells of a session, in its order, and what it comes to.
 * @param prefix of the names of all patterns.
 * @param tickMs from one record to the next by the agent's clock; 0 where it stands still.
 */
export const toldSession = (
  prompts: readonly (readonly DrawnCall[])[],
  prefix: string,
  now: number,
  tickMs: number,
): ToldSession => {
  const teller = new Teller(prefix, now, tickMs);
  teller.tell(prompts);
  return { records: teller.records, tallies: [...teller.tallies.values()] };
};

/** The body of a request with these records. */
export const bodyOf = (signal: ToldRecord['signal'], records: readonly ToldRecord[]): object => {
  const own = records.filter((one) => one.signal === signal).map(({ record }) => record);
  return signal === 'logs'
    ? { resourceLogs: [{ scopeLogs: [{ logRecords: own }] }] }
    : { resourceSpans: [{ scopeSpans: [{ spans: own }] }] };
};
