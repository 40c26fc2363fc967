import { describe, expect, it } from '@jest/globals';
import { knownEvents, parseOtlpEvents } from '../../config/otlp-events.js';
import type { Usage } from '../../common/usage.js';
import { findLogEvents } from './log-event.js';
import { parseLogEvent } from './parse-log-event.js';
import { readJson } from './read-json.js';
import { USAGE_RULES } from '../../../test/support/usage-rules.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const EVENT = 'claude_code.skill_activated';
const text = (stringValue: string): object => ({ stringValue });

/** The usage of an event with these attributes, or why there is none. */
const usageOf = (attributes: object, mapping: object = {}): Usage | string => {
  const pairs = Object.entries({ 'skill.name': text('code-review'), ...attributes });
  const record = {
    timeUnixNano: `${NOW}000000`,
    eventName: EVENT,
    attributes: pairs.map(([key, value]) => ({ key, value })),
  };
  const request = readJson({ resourceLogs: [{ scopeLogs: [{ logRecords: [record] }] }] }, 1);
  const events = parseOtlpEvents(JSON.stringify({ [EVENT]: mapping })) ?? knownEvents;
  const parsed = parseLogEvent(findLogEvents(request, events).found[0], NOW, USAGE_RULES);
  return parsed.usage ?? parsed.violations.map(({ message }) => message).join(' ');
};

describe('versions, actors and costs', () => {
  const told = {
    version: text('2.1'),
    input_tokens: { intValue: '1200' },
    output_tokens: text('350'),
    cost_usd: { doubleValue: 0.018 },
    time_saved_seconds: { intValue: '600' },
  };

  it('are attributes of these names, or of those that a mapping says', () => {
    const values = {
      version: '2.1',
      inputTokens: 1200,
      outputTokens: 350,
      costUsd: 0.018,
      timeSavedSeconds: 600,
    };
    expect(usageOf(told)).toMatchObject({ ...values, actor: null });
    const mapped = usageOf({ ...told, 'skill.version': text('3') }, { version: 'skill.version' });
    expect(mapped).toMatchObject({ ...values, version: '3' });
  });

  it('leave no actor in the context, and none in a refusal', () => {
    const mapping = { actor: ['user.email', 'user.id'] };
    const people = { 'user.email': text('dana@example.com'), 'user.id': text('dana') };
    const usage = usageOf(people, mapping);
    expect(usage).toMatchObject({ actor: expect.stringMatching(/^hashed:[\da-f]{32}$/) });
    expect(JSON.stringify(usage)).not.toContain('dana');
    expect(usageOf({ 'user.email': text('dana'.repeat(99)) }, mapping)).toBe(
      'The attribute user.email is something else; it must be text of 1 to 128 characters.',
    );
  });
});
