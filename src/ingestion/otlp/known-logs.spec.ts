import { describe, expect, it } from '@jest/globals';
import type { ToldCall, Usage } from '../../common/usage.js';
import {
  NOW,
  SESSION,
  type Values,
  type LogEvent,
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
      'skill_activated, by the agent',
      ['skill_activated', { 'skill.name': 'code-review', invocation_trigger: 'claude-proactive' }],
      used('code-review', 'skill', {
        outcome: 'unknown',
        call: expect.objectContaining({ tells: 'start', callId: null, sequence: 7 }),
      }),
    ],
    [
      'subagent_completed',
      ['subagent_completed', { agent_type: 'explore', duration_ms: 9000, total_tokens: 1200 }],
      used('explore', 'agent', {
        outcome: 'unknown',
        executionTimeMs: 9000,
        call: expect.objectContaining({ tells: 'start' }),
      }),
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

  it('counts where OTLP_EVENTS says where its pattern is', () => {
    const events = eventsOf({ 'claude_code.subagent_completed': { pattern: 'agent_type' } });
    const sent = { agent_type: 'explore', duration_ms: 9000 };
    expect(log(['claude_code.subagent_completed', sent], { events }).usages).toMatchObject([
      used('explore', 'agent', { outcome: 'unknown', executionTimeMs: 9000 }),
    ]);
  });
});

describe('several events of one call', () => {
  const callOf = (name: string, values: Values, standard: Values = STANDARD): ToldCall | undefined =>
    (log([name, { ...standard, ...values }]).usages[0] as Usage).call;
  const activated = { 'skill.name': 'code-review', invocation_trigger: 'nested-skill' };
  const result = {
    tool_name: 'Skill',
    tool_use_id: 'toolu_1',
    tool_parameters: '{"skill_name":"code-review"}',
  };
  const bash = { tool_name: 'Bash', tool_use_id: 'toolu_1' };

  it('find one another by pattern, session and prompt', () => {
    const start = callOf('skill_activated', activated)!;
    const end = callOf('tool_result', result)!;
    expect([start.tells, end.tells]).toEqual(['start', 'end']);
    expect(start.placeId).toBe(end.placeId);
    for (const other of ['session.id', 'prompt.id', 'skill.name']) {
      expect(callOf('skill_activated', { ...activated, [other]: 'another' })!.placeId).not.toBe(
        start.placeId,
      );
    }
  });

  it('find one another by the call’s id, whatever tells of it', () => {
    const { callId, placeId } = callOf('tool_result', bash)!;
    expect(callId).toBe(callOf('tool_result', result)!.callId);
    expect(callId).not.toBe(callOf('tool_result', { ...bash, tool_use_id: 'toolu_2' })!.callId);
    // A tool has no start that would have to be found.
    expect(placeId).toBeNull();
    expect(callOf('codex.tool_result', { tool_name: 'shell', call_id: 'toolu_1' })!.callId).toBe(callId);
  });

  it('are one use where a person types the name of a skill, and no other', () => {
    const typed = callOf('user_prompt', { command_name: 'code-review' })!;
    const slash = callOf('skill_activated', { ...activated, invocation_trigger: 'user-slash' })!;
    expect([typed.callId, typed.placeId]).toEqual([slash.callId, slash.placeId]);
    expect(typed.placeId).not.toBe(callOf('skill_activated', activated)!.placeId);
  });

  it('cannot be found where nothing says which call it is', () => {
    expect(callOf('skill_activated', activated, { 'session.id': SESSION })).toBeUndefined();
    expect(callOf('tool_result', { tool_name: 'Bash' })).toBeUndefined();
    expect(callOf('tool_result', { ...bash, tool_use_id: 'x'.repeat(257) })).toBeUndefined();
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
