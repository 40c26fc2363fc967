import { randomUUID } from 'node:crypto';
import type { Usage } from '../../src/common/usage.js';

/** A valid usage with whatever matters to the test put in. */
export const buildUsage = (override: Partial<Usage> = {}): Usage => ({
  id: randomUUID(),
  patternId: '7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42',
  createdAt: Date.parse('2026-03-01T12:00:00Z'),
  outcome: 'success',
  qualityScore: null,
  executionTimeMs: null,
  context: '{}',
  correlationId: null,
  errorMessage: null,
  version: null,
  actor: null,
  inputTokens: null,
  outputTokens: null,
  costUsd: null,
  timeSavedSeconds: null,
  pattern: { name: null, type: null, nodeType: null },
  ...override,
});
