import { describe, expect, it } from '@jest/globals';
import { patternIdOf } from '../../common/pattern-id.js';
import type { Usage } from '../../common/usage.js';
import { knownEvents, type OtlpEvents, parseOtlpEvents } from '../../config/otlp-events.js';
import { logRecordsOf } from './log-records.js';
import { logsRequest } from './logs-request.js';
import type { OtlpRecord } from './otlp-record.js';
import { parseOtlpUsage } from './parse-otlp-usage.js';
import { readJson } from './read-json.js';
import { readRecords } from './read-records.js';
import { spanRecordsOf } from './span-records.js';
import { tracesRequest } from './traces-request.js';
import { USAGE_RULES } from '../../../test/support/usage-rules.js';

/* Each event and span that shared documentation of agents tells of, as it comes. */

const NOW = Date.parse('2026-11-30T12:00:00Z');
const NANOS = BigInt(NOW) * 1_000_000n;
const TRACE = '0af7651916cd43dd8448eb211c80319c';
const TRACE_UUID = '0af76519-16cd-43dd-8448-eb211c80319c';
const SESSION = 'a06eb29a-8922-4fdf-bb27-96fc40fae415';

type Values = Readonly<Record<string, string | number | boolean>>;

const pairs = (values: Values = {}): object[] =>
  Object.entries(values).map(([key, value]) => ({
    key,
    value:
      typeof value === 'string'
        ? { stringValue: value }
        : typeof value === 'boolean'
          ? { boolValue: value }
          : { doubleValue: value },
  }));

interface Sent {
  readonly events?: OtlpEvents | undefined;
  readonly resource?: Values | undefined;
}
type LogEvent = readonly [name: string, attributes?: Values];

const logsOf = (events: readonly LogEvent[], resource?: Values): OtlpRecord[] => {
  const logRecords = events.map(([name, attributes], at) => ({
    timeUnixNano: String(NANOS + BigInt(at)),
    body: { stringValue: name },
    attributes: pairs(attributes),
  }));
  const request = {
    resourceLogs: [{ resource: { attributes: pairs(resource) }, scopeLogs: [{ logRecords }] }],
  };
  return logRecordsOf(readJson(request, logsRequest, 1000));
};

interface SpanSent {
  readonly name?: string;
  readonly id?: string;
  readonly parent?: string;
  readonly kind?: number;
  readonly attributes?: Values;
  readonly status?: object;
  readonly startMs?: number;
  readonly trace?: string;
}

const spansOf = (spans: readonly SpanSent[], resource?: Values): OtlpRecord[] => {
  const sent = spans.map(
    ({ name = 'a span', id, parent, kind, attributes, status, startMs = 0, trace }, at) => ({
      traceId: trace ?? TRACE,
      spanId: id ?? (at + 1).toString(16).padStart(16, '0'),
      parentSpanId: parent ?? '',
      name,
      kind,
      startTimeUnixNano: String(NANOS + BigInt(startMs) * 1_000_000n),
      endTimeUnixNano: String(NANOS + BigInt(startMs) * 1_000_000n + 42_400_000n),
      attributes: pairs(attributes),
      status,
    }),
  );
  const request = {
    resourceSpans: [{ resource: { attributes: pairs(resource) }, scopeSpans: [{ spans: sent }] }],
  };
  return spanRecordsOf(readJson(request, tracesRequest, 1000));
};

const hash = (text: string): string => `hash of ${text}`;

interface Became {
  readonly usages: readonly (Usage | string)[];
  readonly ignored: readonly { readonly name: string; readonly toldBy: string | undefined }[];
}
const became = (records: readonly OtlpRecord[], events: OtlpEvents = knownEvents): Became => {
  const { usages, ignored } = readRecords(records, events, hash);
  return {
    usages: usages.map((one) => {
      const { usage, violations } = parseOtlpUsage(one, NOW, USAGE_RULES);
      return usage ?? violations.map(({ message }) => message).join(' ');
    }),
    ignored: ignored.map(({ name, toldBy }) => ({ name, toldBy })),
  };
};
const log = (event: LogEvent, { events, resource }: Sent = {}): Became =>
  became(logsOf([event], resource), events);
const span = (sent: SpanSent, { events, resource }: Sent = {}): Became =>
  became(spansOf([sent], resource), events);
const eventsOf = (setting: object): OtlpEvents => parseOtlpEvents(JSON.stringify(setting))!;
const contextOf = ({ usages }: Became): unknown => JSON.parse((usages[0] as Usage).context);

const used = (name: string, type: string, more: object = {}): object => ({
  patternId: patternIdOf(name),
  pattern: { name, type, nodeType: null },
  ...more,
});

const STANDARD = { 'session.id': SESSION, 'prompt.id': 'p-1', 'event.sequence': 7 };

describe('a log event of Claude Code', () => {
  const failed = { success: 'false', duration_ms: '812', error: 'exit 1', error_type: 'ShellError' };
  const parameters = (values: object): Values => ({ tool_parameters: JSON.stringify(values) });

  it.each<[string, LogEvent, object]>([
    [
      'skill_activated, by a person',
      ['skill_activated', { 'skill.name': 'code-review', invocation_trigger: 'user-slash' }],
      used('code-review', 'skill', { outcome: 'unknown', executionTimeMs: null }),
    ],
    [
      'tool_result of a skill',
      ['tool_result', { tool_name: 'Skill', ...failed, ...parameters({ skill_name: 'code-review' }) }],
      used('code-review', 'skill', { outcome: 'failure', executionTimeMs: 812, errorMessage: 'exit 1' }),
    ],
    [
      'tool_result of a skill that worked',
      ['tool_result', { tool_name: 'Skill', success: 'true', ...parameters({ skill_name: 'code-review' }) }],
      used('code-review', 'skill', { outcome: 'success' }),
    ],
    [
      'tool_result of a skill whose name is not told',
      ['tool_result', { tool_name: 'Skill', ...failed }],
      used('Skill', 'tool', { outcome: 'failure' }),
    ],
    [
      'tool_result of a sub-agent (Task)',
      ['tool_result', { tool_name: 'Task', success: 'true', ...parameters({ subagent_type: 'explore' }) }],
      used('explore', 'agent', { outcome: 'success' }),
    ],
    [
      'tool_result of a sub-agent (Agent)',
      ['tool_result', { tool_name: 'Agent', ...failed, ...parameters({ subagent_type: 'explore' }) }],
      used('explore', 'agent', { outcome: 'failure' }),
    ],
    [
      'tool_result of an MCP tool',
      [
        'tool_result',
        {
          tool_name: 'mcp__github__get_issue',
          success: 'true',
          duration_ms: 33.6,
          tool_use_id: 'toolu_1',
          ...parameters({ mcp_server_name: 'github', mcp_tool_name: 'get_issue' }),
        },
      ],
      used('mcp__github__get_issue', 'tool', {
        outcome: 'success',
        executionTimeMs: 34,
        details: expect.objectContaining({ execution_id: 'toolu_1' }),
      }),
    ],
    [
      'tool_result of a tool',
      ['tool_result', { tool_name: 'Bash', success: true, ...parameters({ bash_command: 'ls' }) }],
      used('Bash', 'tool', { outcome: 'success' }),
    ],
    [
      'tool_result that does not say how it ended',
      ['tool_result', { tool_name: 'Bash' }],
      used('Bash', 'tool', { outcome: 'unknown' }),
    ],
    [
      'user_prompt of a command',
      ['user_prompt', { command_name: 'compact', command_source: 'builtin', prompt: '<REDACTED>' }],
      used('compact', 'command', { outcome: 'unknown' }),
    ],
  ])('(%s) is a usage under both of its names', (_, [name, attributes = {}], usage) => {
    for (const [body, more] of [
      [name, {}],
      [`claude_code.${name}`, {}],
      ['', { 'event.name': name }],
    ] as const) {
      const { usages, ignored } = log([body, { ...STANDARD, ...attributes, ...more }]);
      expect(usages).toMatchObject([{ createdAt: NOW, correlationId: SESSION, ...usage }]);
      expect(ignored).toEqual([]);
    }
  });

  it.each<[string, Values]>([
    ['tool_decision', { tool_name: 'Bash', tool_use_id: 'toolu_1', decision: 'reject' }],
    ['api_request', { cost_usd: 0.01, input_tokens: 10, 'skill.name': 'code-review', 'agent.name': 'a' }],
    ['api_error', { error: 'overloaded' }],
    ['plugin_loaded', { 'plugin.name': 'p', skill_path_count: 3 }],
    ['user_prompt', { prompt: 'hello', prompt_length: 5 }],
    ['hook_execution_complete', { hook_name: 'h' }],
    ['feedback_survey', { 'skill.name': 'x' }],
    ['at_mention', {}],
  ])('(%s) is no usage', (name, attributes) => {
    expect(log([`claude_code.${name}`, { ...STANDARD, ...attributes }])).toEqual({
      usages: [],
      ignored: [{ name: `claude_code.${name}`, toldBy: undefined }],
    });
  });

  it.each<[string, Values]>([
    ['skill_activated', { 'skill.name': 'code-review', invocation_trigger: 'claude-proactive' }],
    ['skill_activated', { 'skill.name': 'code-review', invocation_trigger: 'nested-skill' }],
    ['subagent_completed', { agent_type: 'explore', duration_ms: 9000, total_tokens: 1200 }],
  ])('(%s) tells of a call whose result is the usage', (name, attributes) => {
    expect(log([name, { ...STANDARD, ...attributes }])).toEqual({
      usages: [],
      ignored: [{ name: `claude_code.${name}`, toldBy: 'claude_code.tool_result' }],
    });
  });

  it('counts where OTLP_EVENTS says where its pattern is', () => {
    const events = eventsOf({ 'claude_code.subagent_completed': { pattern: 'agent_type' } });
    const sent = { agent_type: 'explore', duration_ms: 9000 };
    expect(log(['claude_code.subagent_completed', sent], { events }).usages).toMatchObject([
      used('explore', 'agent', { outcome: 'unknown', executionTimeMs: 9000 }),
    ]);
  });
});

describe('several events of one call', () => {
  const outcomes = (events: readonly LogEvent[]): [string | null, string][] =>
    became(logsOf(events)).usages.map((one) => [(one as Usage).pattern.name, (one as Usage).outcome]);
  const activated = (more: Values): LogEvent => [
    'skill_activated',
    { ...STANDARD, 'skill.name': 'code-review', ...more },
  ];
  const result = (success: boolean): LogEvent => [
    'tool_result',
    {
      ...STANDARD,
      tool_name: 'Skill',
      success: String(success),
      tool_parameters: '{"skill_name":"code-review"}',
    },
  ];

  it.each(['claude-proactive', undefined])('are one usage, in any order (%s)', (trigger) => {
    const pair = [activated(trigger === undefined ? {} : { invocation_trigger: trigger }), result(false)];
    expect(outcomes(pair)).toEqual([['code-review', 'failure']]);
    expect(outcomes(pair.reverse())).toEqual([['code-review', 'failure']]);
  });

  it('are as many usages as there are calls', () => {
    const calls = [true, false, true].flatMap((success) => [activated({}), result(success)]);
    expect(outcomes(calls).map(([, outcome]) => outcome)).toEqual(['success', 'failure', 'success']);
    expect(outcomes([activated({}), activated({}), result(true)])).toHaveLength(2);
  });

  it('are one usage where a person types the name of a skill', () => {
    const typed: LogEvent = ['user_prompt', { ...STANDARD, command_name: 'code-review' }];
    const bySlash = activated({ invocation_trigger: 'user-slash' });
    expect(outcomes([typed, bySlash])).toEqual([['code-review', 'unknown']]);
    // What the agent does of itself in the same prompt is a use of its own.
    expect(outcomes([typed, bySlash, result(true)])).toEqual([
      ['code-review', 'unknown'],
      ['code-review', 'success'],
    ]);
  });
});

describe('a log event of Gemini CLI', () => {
  const session = { 'session.id': SESSION };

  it.each<[string, LogEvent, object]>([
    [
      'a tool',
      [
        'gemini_cli.tool_call',
        { function_name: 'read_file', success: true, duration_ms: 12, prompt_id: 'p-1' },
      ],
      used('read_file', 'tool', {
        outcome: 'success',
        executionTimeMs: 12,
        details: expect.objectContaining({ execution_id: 'p-1' }),
      }),
    ],
    [
      'a tool that failed',
      ['gemini_cli.tool_call', { function_name: 'x', success: 'false', error: 'no', tool_type: 'mcp' }],
      used('x', 'tool', { outcome: 'failure', errorMessage: 'no' }),
    ],
    ...(
      [
        ['GOAL', 'success'],
        ['TIMEOUT', 'failure'],
        ['MAX_TURNS', 'failure'],
        ['ABORTED', 'failure'],
        ['ERROR', 'error'],
      ] as const
    ).map(([terminate_reason, outcome]): [string, LogEvent, object] => [
      `an agent that ended with ${terminate_reason}`,
      ['gemini_cli.agent.finish', { agent_name: 'investigator', duration_ms: 900, terminate_reason }],
      used('investigator', 'agent', { outcome, executionTimeMs: 900 }),
    ]),
    [
      'a command',
      ['gemini_cli.slash_command', { command: 'stats', status: 'success' }],
      used('stats', 'command', { outcome: 'success' }),
    ],
    [
      'a command without its status',
      ['gemini_cli.slash_command', { command: 'stats' }],
      used('stats', 'command', { outcome: 'unknown' }),
    ],
  ])('(%s) is a usage', (_, [name, attributes], usage) => {
    expect(log([name, { ...session, ...attributes }]).usages).toMatchObject([
      { correlationId: SESSION, ...usage },
    ]);
  });

  it.each(['extension_install', 'extension_enable', 'user_prompt', 'api_request', 'config'])(
    '(%s) is no usage',
    (name) => {
      expect(log([`gemini_cli.${name}`, { ...session, prompt: 'x' }])).toMatchObject({
        usages: [],
        ignored: [{ name: `gemini_cli.${name}` }],
      });
    },
  );
});

describe('a log event of Codex CLI', () => {
  it('(a tool’s result) is a usage', () => {
    const attributes = {
      tool_name: 'shell',
      call_id: 'call_1',
      duration_ms: '120',
      success: 'false',
      output: 'secret',
      arguments: '{"command":"ls"}',
      'conversation.id': SESSION,
    };
    const said = log(['codex.tool_result', attributes]);
    expect(said.usages).toMatchObject([
      used('shell', 'tool', {
        outcome: 'failure',
        executionTimeMs: 120,
        correlationId: SESSION,
        details: expect.objectContaining({ execution_id: 'call_1' }),
      }),
    ]);
    expect((said.usages[0] as Usage).context).not.toMatch(/secret|command/);
  });

  it.each(['codex.tool_decision', 'codex.turn_cost'])('(%s) is no usage', (name) => {
    expect(log([name, { tool_name: 'shell', call_id: 'c' }])).toMatchObject({
      usages: [],
      ignored: [{ name }],
    });
  });
});

it('a call that Copilot tells of in an event is the one of its span', () => {
  expect(log(['copilot_chat.tool.call', { 'gen_ai.tool.name': 'readFile', success: true }])).toMatchObject({
    usages: [],
    ignored: [{ name: 'copilot_chat.tool.call', toldBy: 'execute_tool' }],
  });
  const attributes = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'readFile' };
  expect(span({ name: 'execute_tool readFile', attributes }).usages).toMatchObject([
    used('readFile', 'tool'),
  ]);
});

describe('a span of the conventions', () => {
  const op = (operation: string, more: Values = {}): Values => ({
    'gen_ai.operation.name': operation,
    ...more,
  });

  it.each<[string, Values, object]>([
    [
      'a skill that is loaded',
      op('load_skill', { 'gen_ai.skill.name': 'code-review', 'gen_ai.skill.version': '2.1.0' }),
      used('code-review', 'skill', { outcome: 'success', executionTimeMs: 42 }),
    ],
    [
      'a skill that a tool loads',
      op('execute_tool', { 'gen_ai.tool.name': 'load_skill', 'gen_ai.skill.name': 'code-review' }),
      used('code-review', 'skill'),
    ],
    [
      'a command of a skill',
      op('execute_tool', { 'gen_ai.tool.name': 'run_linter', 'gen_ai.skill.name': 'code-review' }),
      used('run_linter', 'tool'),
    ],
    [
      'a tool',
      op('execute_tool', { 'gen_ai.tool.name': 'search', 'gen_ai.tool.type': 'function' }),
      used('search', 'tool'),
    ],
    [
      'an agent',
      op('invoke_agent', { 'gen_ai.agent.name': 'planner', 'gen_ai.agent.version': '7' }),
      used('planner', 'agent'),
    ],
    ['a workflow', op('invoke_workflow', { 'gen_ai.workflow.name': 'release' }), used('release', 'workflow')],
    [
      'an answer by a named prompt',
      op('chat', { 'gen_ai.prompt.name': 'triage', 'gen_ai.prompt.version': '3' }),
      used('triage', 'prompt'),
    ],
    [
      'a call of MCP',
      { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'get_issue', 'mcp.session.id': 's' },
      used('get_issue', 'tool'),
    ],
    [
      'a prompt of MCP',
      { 'mcp.method.name': 'prompts/get', 'gen_ai.prompt.name': 'triage' },
      used('triage', 'prompt'),
    ],
  ])('(%s) is a usage', (_, attributes, usage) => {
    const { usages, ignored } = span({ attributes });
    expect(ignored).toEqual([]);
    expect(usages).toMatchObject([
      {
        id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-5/),
        createdAt: NOW,
        outcome: 'success',
        errorMessage: null,
        correlationId: TRACE_UUID,
        details: expect.objectContaining({ execution_id: `${TRACE}-0000000000000001` }),
        ...usage,
      },
    ]);
  });

  it.each<[string, Values]>([
    ['chat', op('chat', { 'gen_ai.request.model': 'm' })],
    ['embeddings', op('embeddings')],
    ['create_agent', op('create_agent', { 'gen_ai.agent.name': 'planner' })],
    ['tools/list', { 'mcp.method.name': 'tools/list' }],
    ['GET', {}],
  ])('(%s) is no usage', (name, attributes) => {
    expect(span({ name: name === 'GET' ? name : 'a span', attributes })).toEqual({
      usages: [],
      ignored: [{ name, toldBy: undefined }],
    });
  });

  it('that reads a resource of a skill is none', () => {
    for (const operation of ['execute_tool', 'load_skill']) {
      const attributes = op(operation, {
        'gen_ai.tool.name': 'read_skill_resource',
        'gen_ai.skill.name': 'code-review',
        'gen_ai.skill.resource.name': 'checklist.md',
      });
      expect(span({ attributes })).toEqual({
        usages: [],
        ignored: [{ name: operation, toldBy: 'load_skill' }],
      });
    }
  });

  it.each<[string, Values, object | undefined, object]>([
    ['nothing', {}, undefined, { outcome: 'success', errorMessage: null }],
    ['ok', {}, { code: 1, message: 'x' }, { outcome: 'success', errorMessage: null }],
    ['an error', {}, { code: 2, message: 'no disk' }, { outcome: 'error', errorMessage: 'no disk' }],
    ['an error without words', {}, { code: 'STATUS_CODE_ERROR' }, { outcome: 'error', errorMessage: null }],
    [
      'a type of error',
      { 'error.type': 'timeout' },
      undefined,
      { outcome: 'error', errorMessage: 'timeout' },
    ],
    ['a tool that failed', { 'error.type': 'tool_error' }, undefined, { outcome: 'failure' }],
    ['a code of MCP', { 'rpc.response.status_code': '-32602' }, undefined, { outcome: 'error' }],
    ['a code that is fine', { 'rpc.response.status_code': 'OK' }, undefined, { outcome: 'success' }],
  ])('says how it went: %s', (_, attributes, status, usage) => {
    const said = { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 't', ...attributes };
    expect(span({ attributes: said, ...(status ? { status } : {}) }).usages).toMatchObject([usage]);
  });

  it('belongs to its conversation, and else to its trace', () => {
    const correlationOf = (attributes: Values, resource?: Values): unknown =>
      (
        span({ attributes: op('execute_tool', { 'gen_ai.tool.name': 't', ...attributes }) }, { resource })
          .usages[0] as Usage
      ).correlationId;
    expect(correlationOf({ 'gen_ai.conversation.id': SESSION, 'session.id': 's' })).toBe(SESSION);
    expect(correlationOf({ 'session.id': SESSION })).toBe(SESSION);
    expect(correlationOf({}, { 'session.id': SESSION })).toBe(SESSION);
    expect(correlationOf({})).toBe(TRACE_UUID);
  });

  it('is refused without its ids or its time', () => {
    const attributes = op('execute_tool', { 'gen_ai.tool.name': 't' });
    for (const sent of [{ trace: '0'.repeat(32) }, { id: '' }, { id: 'ab' }]) {
      expect(span({ attributes, ...sent }).usages).toEqual([
        expect.stringMatching(/^traceId and spanId must be the ids of a trace/),
      ]);
    }
    expect(span({ attributes, startMs: -NOW }).usages).toEqual([
      expect.stringMatching(/^startTimeUnixNano is missing or 0; it must say when the span began/),
    ]);
    expect(span({ attributes, startMs: 3_600_000 }).usages).toEqual([
      expect.stringMatching(/^startTimeUnixNano is \d+, which is in the future/),
    ]);
  });
});

describe('several spans of one use', () => {
  const said = (spans: readonly SpanSent[]): unknown[] =>
    became(spansOf(spans)).usages.map((one) => [(one as Usage).pattern.name, (one as Usage).outcome]);
  const call = { 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'get_issue' };
  const execute = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'get_issue' };
  const load = { 'gen_ai.operation.name': 'load_skill', 'gen_ai.skill.name': 'code-review' };
  const command = (more: Values = {}): Values => ({
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'lint',
    'gen_ai.skill.name': 'code-review',
    ...more,
  });

  it('are one: the call inside of the tool’s span', () => {
    const outer = { id: '00000000000000aa', attributes: execute };
    const inner = { parent: '00000000000000aa', kind: 3, attributes: call };
    expect(said([inner, outer])).toEqual([['get_issue', 'success']]);
  });

  it('are one: the client’s and the server’s half of a call', () => {
    expect(said([{ kind: 2, parent: '00000000000000bb', attributes: call }])).toEqual([]);
    // A server that is the first of its trace is all that tells of the call.
    expect(said([{ kind: 2, attributes: call }])).toEqual([['get_issue', 'success']]);
  });

  it('are the skill’s load and its commands: a command that failed makes it fail', () => {
    const worked = [{ attributes: load }, { startMs: 1, attributes: command() }];
    expect(said(worked)).toEqual([
      ['code-review', 'success'],
      ['lint', 'success'],
    ]);
    const failed = [
      { startMs: 5, attributes: command({ 'error.type': 'exit 1' }) },
      { startMs: 1, attributes: load },
      { startMs: 3, attributes: load },
    ];
    expect(said(failed)).toEqual([
      ['lint', 'error'],
      ['code-review', 'success'],
      ['code-review', 'error'],
    ]);
    // Neither one before the load nor one of another trace.
    expect(
      said([{ startMs: -5, attributes: command({ 'error.type': 'x' }) }, { attributes: load }])[1],
    ).toEqual(['code-review', 'success']);
  });

  it('of Claude Code are those of the tool_result that tells of the call', () => {
    for (const name of ['claude_code.tool', 'claude_code.tool.execution']) {
      expect(span({ name, attributes: { skill_name: 'code-review', 'gen_ai.tool.call.id': 'c' } })).toEqual({
        usages: [],
        ignored: [{ name, toldBy: 'claude_code.tool_result' }],
      });
    }
    expect(span({ name: 'claude_code.interaction' })).toMatchObject({ usages: [] });
  });
});

describe('what a usage has beside its outcome', () => {
  it('is read from spans and their resource', () => {
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.prompt.name': 'triage',
      'gen_ai.prompt.version': '3',
      'gen_ai.usage.input_tokens': '1200',
      'gen_ai.usage.output_tokens': 350,
      'gen_ai.usage.cost': 0.018,
      'gen_ai.request.model': 'm',
    };
    const [one] = readRecords(spansOf([{ attributes }], { 'user.id': 'u-1' }), knownEvents, hash).usages;
    expect(one!.usage).toMatchObject({
      version: '3',
      actor: 'u-1',
      input_tokens: 1200,
      output_tokens: 350,
      cost_usd: 0.018,
    });
    expect(one!.usage.context).toEqual({
      'event.name': 'chat',
      'span.name': 'a span',
      'gen_ai.operation.name': 'chat',
      'gen_ai.prompt.name': 'triage',
      'gen_ai.prompt.version': '3',
      'gen_ai.usage.input_tokens': '1200',
      'gen_ai.usage.output_tokens': 350,
      'gen_ai.usage.cost': 0.018,
      'gen_ai.request.model': 'm',
    });
  });

  it('takes an account for the actor rather than an address', () => {
    const people = { 'user.email': 'dana@example.com', 'user.account_uuid': 'a-1', 'user.id': 'u-1' };
    const actorOf = (attributes: Values): unknown =>
      (
        readRecords(logsOf([['tool_result', { tool_name: 'Bash', ...attributes }]]), knownEvents, hash)
          .usages[0]!.usage as { actor?: unknown }
      ).actor;
    expect(actorOf(people)).toBe('a-1');
    expect(actorOf({ 'user.email': 'dana@example.com' })).toBe('dana@example.com');
    expect(actorOf({})).toBeUndefined();
  });
});

describe('what is kept of attributes', () => {
  const people = {
    'user.email': 'dana@example.com',
    'user.account_uuid': 'a-1',
    'user.account_id': 'a-2',
    'user.id': 'u-1',
    prompt: 'my secret',
    tool_parameters: '{"skill_name":"code-review","path":"/home/dana"}',
    'organization.id': 'o-1',
    tool_name: 'Skill',
  };
  const kept = (setting?: object, resource?: Values): unknown =>
    contextOf(log(['claude_code.tool_result', people], { events: setting && eventsOf(setting), resource }));
  const byDefault = { 'event.name': 'claude_code.tool_result', 'organization.id': 'o-1', tool_name: 'Skill' };

  it('is nothing of people, prompts and inputs, nor of the resource, unless the setting says so', () => {
    expect(kept(undefined, { 'user.email': 'dana@example.com', 'host.name': 'h' })).toEqual(byDefault);
    const inputs = {
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 't',
      'gen_ai.tool.call.arguments': '{"a":1}',
      'gen_ai.tool.call.result': 'x',
      'gen_ai.input.messages': '[]',
      'gen_ai.system_instructions': 'x',
      'enduser.id': 'e',
    };
    expect(contextOf(span({ attributes: inputs }))).toEqual({
      'event.name': 'execute_tool',
      'span.name': 'a span',
      'gen_ai.operation.name': 'execute_tool',
      'gen_ai.tool.name': 't',
    });
  });

  it('is what the setting says, of all events or of one', () => {
    const rules = {
      'user.email': 'hash',
      'user.account_*': 'keep',
      'organization.id': 'drop',
      'tool_parameters.skill_name': 'keep',
      'resource.team': 'keep',
    };
    const said = {
      'event.name': 'claude_code.tool_result',
      tool_name: 'Skill',
      'user.email': 'hash of dana@example.com',
      'user.account_uuid': 'a-1',
      'user.account_id': 'a-2',
      'tool_parameters.skill_name': 'code-review',
      'resource.team': 'platform',
    };
    const resource = { team: 'platform', 'host.name': 'h' };
    expect(kept({ '*': { attributes: rules } }, resource)).toEqual(said);
    expect(kept({ 'claude_code.tool_result': { attributes: rules } }, resource)).toEqual(said);
    expect(
      kept({
        '*': { attributes: { 'user.*': 'keep', prompt: 'keep' } },
        'claude_code.tool_result': { attributes: { 'user.*': 'drop' } },
      }),
    ).toEqual({ ...byDefault, prompt: 'my secret' });
  });

  it('leaves the fields of the usage as they are', () => {
    expect(log(['claude_code.tool_result', people]).usages).toMatchObject([used('code-review', 'skill')]);
  });
});

describe('OTLP_EVENTS', () => {
  it('reaches into JSON text, maps and the resource, of log events and spans', () => {
    const events = eventsOf({
      'agent.step': {
        pattern: ['details.skill.name', 'span.name'],
        pattern_type: 'skill',
        version: 'resource.service.version',
        outcome: 'details.ok',
      },
    });
    const resource = { 'service.version': '1.2' };
    const details = '{"skill":{"name":"code-review"},"ok":false}';
    const name = 'agent.step';
    for (const said of [
      log([name, { details }], { events, resource }),
      span({ name, attributes: { details } }, { events, resource }),
      span({ attributes: { 'gen_ai.operation.name': name, details } }, { events, resource }),
    ]) {
      expect(said.usages).toMatchObject([used('code-review', 'skill', { outcome: 'failure' })]);
    }
    expect(span({ name, attributes: { details: '{"skill":' } }, { events }).usages).toMatchObject([
      used('agent.step', 'skill', { outcome: 'success' }),
    ]);
  });

  it.each([
    '{"*":{"pattern":"a"}}',
    '{"*":{"attributes":{"a":"forget"}}}',
    '{"*":{"attributes":["a"]}}',
    '{"*":{"attributes":{"":"drop"}}}',
    '{"a":{"attributes":{"b":"drop"}}}',
    '{"a":{"pattern":[]}}',
    '{"a":{"pattern":"b","pattern_type":"Skill Set"}}',
  ])('is not %s', (setting) => {
    expect(parseOtlpEvents(setting)).toBeUndefined();
  });
});
