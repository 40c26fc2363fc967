import { describe, expect, it } from '@jest/globals';
import type { Usage } from '../../common/usage.js';
import {
  NOW,
  SESSION,
  type Values,
  type LogEvent,
  logsOf,
  became,
  log,
  eventsOf,
  used,
  STANDARD,
} from '../../../test/support/otlp-records.js';

/* Each documented log event of the agents, as it comes. */

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
