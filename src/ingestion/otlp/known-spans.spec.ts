import { describe, expect, it } from '@jest/globals';
import type { Usage } from '../../common/usage.js';
import {
  type Became,
  NOW,
  TRACE,
  TRACE_UUID,
  SESSION,
  type Values,
  type SpanSent,
  spansOf,
  became,
  log,
  span,
  used,
} from '../../../test/support/otlp-records.js';

/* Each documented span of the conventions and the agents, as it comes. */

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
  const callIds = ({ usages }: Became): unknown[] => usages.map((one) => (one as Usage).call?.callId);
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
      const skill = { skill_name: 'code-review', tool_name: 'Skill' };
      expect(span({ name, attributes: skill })).toEqual({
        usages: [],
        ignored: [{ name, toldBy: 'claude_code.tool_result' }],
      });
      const ofCall = span({ name, attributes: { ...skill, 'gen_ai.tool.call.id': 'toolu_1' } });
      expect(ofCall.usages).toMatchObject([used('code-review', 'skill', { call: { placeId: null } })]);
      const result = log(['claude_code.tool_result', { tool_name: 'x', tool_use_id: 'toolu_1' }]);
      expect(callIds(ofCall)).toEqual(callIds(result));
    }
    expect(span({ name: 'claude_code.interaction' })).toMatchObject({ usages: [] });
  });

  it('have the id of their call where it is one of no other call', () => {
    const attributes = { ...execute, 'gen_ai.tool.call.id': 'call_0' };
    expect(callIds(span({ attributes }))).toEqual([undefined]);
    const unique = { ...execute, 'gen_ai.tool.call.id': 'call_mV2xkQd8sT4nLw' };
    expect(callIds(span({ attributes: unique }))).toEqual([expect.any(String)]);
  });
});
