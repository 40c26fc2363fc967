import fc from 'fast-check';
import { type DrawnTime, usageTime } from './drawn-time.js';

/** What is reported of a pattern by some of its usages. */
export const PATTERNS = [
  { name: 'Retry, with "backoff"', type: 'architectural', nodeType: 'effect' },
  { name: '=SUM(A1)', type: 'quality', nodeType: 'compute' },
  { name: null, type: 'performance', nodeType: 'reducer' },
  { name: 'Saga', type: 'security', nodeType: 'orchestrator' },
  { name: 'Outbox', type: null, nodeType: null },
  { name: null, type: null, nodeType: null },
].map((pattern, at) => ({ id: `${String(at + 1).repeat(8)}-1111-4111-8111-111111111111`, ...pattern }));

/** Of a pattern that is never used. */
export const UNUSED_ID = '99999999-1111-4111-8111-111111111111';

/** Messages, and what is left of them once numbers and addresses are masked. */
export const ERRORS: Readonly<Record<string, string>> = {
  'Timeout after 30 ms': 'Timeout after <n> ms',
  'Timeout after 31.5 ms': 'Timeout after <n> ms',
  'No route to 10.0.0.7:443, "really"': 'No route to <ip>, "really"',
  '=2+3': '=<n>+<n>',
  'Disk full': 'Disk full',
};

const CONTEXTS = [
  {},
  { team: 'a,b' },
  { team: 'search', run: 3 },
  { team: 7 },
  { team: null },
  { team: ['x'], run: true },
];

export interface DrawnUsage {
  readonly pattern: number;
  readonly time: DrawnTime;
  readonly outcome: string;
  /** In 64ths, so that no sum is rounded. */
  readonly quality: number | null;
  readonly milliseconds: number | null;
  readonly error: string | null;
  readonly context: Readonly<Record<string, unknown>>;
  readonly correlation: number | null;
  readonly hasExecution: boolean;
  readonly version: string | null;
  readonly actor: string | null;
  /** In 64ths of a dollar, so that no sum is rounded. */
  readonly cost: number | null;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** In 64ths of a second. */
  readonly saved: number | null;
  readonly saysName: boolean;
  readonly saysType: 'plainly' | 'in context' | 'not';
  /** Decides where its id stands among others. */
  readonly salt: number;
}

const outcome = fc.constantFrom('success', 'success', 'failure', 'partial_success', 'error', 'unknown');
/** A cost of nothing is one. */
export const cost = fc.option(fc.oneof(fc.constant(0), fc.nat({ max: 1000 })));
export const quality = fc.option(fc.nat({ max: 64 }));

export const drawnUsage: fc.Arbitrary<DrawnUsage> = fc.record({
  // Some patterns are used much more than others.
  pattern: fc.tuple(fc.nat({ max: 5 }), fc.nat({ max: 5 })).map(([a, b]) => Math.min(a, b)),
  time: usageTime,
  outcome,
  quality,
  milliseconds: fc.option(fc.oneof(fc.nat({ max: 2000 }), fc.nat({ max: 10_000_000 }))),
  error: fc.option(fc.constantFrom(...Object.keys(ERRORS))),
  context: fc.constantFrom(...CONTEXTS),
  correlation: fc.option(fc.nat({ max: 4 })),
  hasExecution: fc.boolean(),
  version: fc.option(fc.constantFrom('1.0', '=2', 'a, "b"')),
  actor: fc.option(fc.constantFrom('dana', 'lee@example.com')),
  cost,
  inputTokens: fc.option(fc.nat({ max: 100_000 })),
  outputTokens: fc.option(fc.nat({ max: 100_000 })),
  saved: fc.option(fc.nat({ max: 1000 })),
  saysName: fc.boolean(),
  saysType: fc.constantFrom('plainly' as const, 'in context' as const, 'not' as const),
  salt: fc.nat({ max: 0xffffffff }),
});
