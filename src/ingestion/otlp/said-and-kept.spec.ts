import { describe, expect, it } from '@jest/globals';
import { knownEvents, parseOtlpEvents } from '../../config/otlp-events.js';
import { readRecords } from './read-records.js';
import {
  type Values,
  logsOf,
  spansOf,
  hash,
  log,
  span,
  eventsOf,
  contextOf,
  used,
} from '../../../test/support/otlp-records.js';

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
