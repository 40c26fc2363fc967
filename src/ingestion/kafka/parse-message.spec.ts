import { describe, expect, it } from '@jest/globals';
import type { KafkaMessage } from 'kafkajs';
import { parseMessage } from './parse-message.js';
import { USAGE_RULES } from '../../../test/support/usage-rules.js';

const NOW = Date.parse('2026-03-01T12:00:00Z');
const PATTERN = '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42';

const parse = (timestamp: string, fields: object = {}): ReturnType<typeof parseMessage> => {
  const value = Buffer.from(JSON.stringify({ pattern_id: PATTERN, outcome: 'success', ...fields }));
  const message: KafkaMessage = { key: null, value, timestamp, attributes: 0, offset: '0', headers: {} };
  return parseMessage({ topic: 't', partition: 0, message }, NOW, USAGE_RULES);
};

describe('parseMessage', () => {
  it('takes the time of a message in milliseconds', () => {
    expect(parse(String(NOW)).usage!.createdAt).toBe(NOW);
  });

  it.each([`${NOW}000`, '8640000000000000', '8640000000000001', `${NOW}000000`, '9223372036854775807'])(
    'refuses the timestamp %s, which is not in milliseconds',
    (timestamp) => {
      expect(parse(timestamp).violations![0]).toMatchObject({ code: expect.any(String) });
      expect(parse(timestamp, { created_at: '2026-03-01T11:00:00Z' }).usage!.createdAt).toBe(NOW - 3_600_000);
    },
  );

  it('refuses what throws', () => {
    expect(parseMessage({ topic: 't', partition: 0 }, NOW, USAGE_RULES).violations).toMatchObject([
      { code: 'unreadable', message: expect.stringContaining('TypeError') },
    ]);
  });
});
