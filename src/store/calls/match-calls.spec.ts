import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type CallPart, matchCalls } from './match-calls.js';

const part = (id: string, tells: CallPart['tells'], more: Partial<CallPart> = {}): CallPart => ({
  id,
  tells,
  callId: null,
  sequence: null,
  nanos: 0n,
  rank: 0,
  ...more,
});
const idsOf = (parts: readonly CallPart[]): string[] =>
  matchCalls(parts)
    .map((call) => call.map(({ id }) => id).join(' '))
    .sort();
/** Parts by their numbers: `s1 s2 e3`. */
const numbered = (text: string): CallPart[] =>
  text
    .split(' ')
    .map((id) => part(id, id.startsWith('s') ? 'start' : 'end', { sequence: Number(id.slice(1)) }));

/** A session whose calls are known: calls within and after one another, some without a start, an end or an id. */
interface Drawn {
  readonly has: 'start' | 'end' | 'both';
  readonly spans: number;
  readonly inside: readonly Drawn[];
}
const call: fc.Memo<Drawn> = fc.memo((depth) =>
  fc.record({
    has: depth > 1 ? fc.constant<Drawn['has']>('both') : fc.constantFrom<Drawn['has']>('end', 'both'),
    spans: fc.nat(2),
    inside: depth > 1 ? fc.array(call(depth - 1), { maxLength: 3 }) : fc.constant([]),
  }),
);
/** What such a session tells, and which parts are of one call. */
const told = (drawn: readonly Drawn[], byNumber: boolean): { parts: CallPart[]; calls: string[] } => {
  const parts: CallPart[] = [];
  const calls: string[] = [];
  let clock = 0;
  const tell = (tells: CallPart['tells'], callId: string | null, more: Partial<CallPart> = {}): string => {
    clock += 1;
    const sequence = byNumber ? clock : null;
    const id = String(clock).padStart(4, '0');
    parts.push(part(id, tells, { callId, sequence, nanos: BigInt(clock) * 1000n, ...more }));
    return id;
  };
  const walk = ({ has, spans, inside }: Drawn): void => {
    const ids = has === 'end' ? [] : [tell('start', null)];
    // A call without a start may not be within others: its end would be theirs.
    inside.filter((one) => one.has === 'both').forEach(walk);
    const callId = spans > 0 ? `call ${clock}` : null;
    const spanIds = Array.from({ length: spans }, () => tell('end', callId, { sequence: null, rank: 1 }));
    if (has !== 'start') ids.push(tell('end', callId));
    calls.push([...ids, ...spanIds].join(' '));
  };
  drawn.filter((one) => one.has === 'end').forEach(walk);
  drawn.filter((one) => one.has === 'both').forEach(walk);
  return { parts, calls: calls.sort() };
};

describe('starts and ends', () => {
  it.each([
    ['s1 e2', ['s1 e2']],
    ['s1 e2 s3 e4', ['s1 e2', 's3 e4']],
    ['s1 s2 e3 e4', ['s1 e4', 's2 e3']],
    ['s1 s2 e3', ['s1', 's2 e3']],
    ['e1 s2', ['e1', 's2']],
    ['e1 e2', ['e1', 'e2']],
  ])('%s are calls as brackets are', (text, calls) => {
    expect(idsOf(numbered(text))).toEqual(calls);
    expect(idsOf(numbered(text).reverse())).toEqual(calls);
  });

  it('go by their numbers where the clock contradicts, and by their times where they have none', () => {
    const start = part('s', 'start', { sequence: 1, nanos: 9n });
    expect(idsOf([start, part('e', 'end', { sequence: 2, nanos: 3n })])).toEqual(['s e']);
    expect(idsOf([start, part('e', 'end', { nanos: 3n })])).toEqual(['e', 's']);
    expect(idsOf([part('s', 'start'), part('e', 'end')])).toEqual(['s e']);
  });

  it('are one call where they have its id', () => {
    const ended = part('e', 'end', { callId: 'c', sequence: 2, nanos: 2n });
    const span = part('x', 'end', { callId: 'c', nanos: 1n, rank: 1 });
    expect(idsOf([span, ended])).toEqual(['e x']);
    expect(idsOf([span, part('s', 'start', { sequence: 1 }), ended])).toEqual(['s e x']);
    expect(idsOf([part('a', 'start', { callId: 'c' }), ended])).toEqual(['a e']);
  });

  it('of whatever session are its calls, in whatever order they are there', () => {
    fc.assert(
      fc.property(
        fc.array(call(4), { maxLength: 5 }).chain((drawn) =>
          fc.boolean().chain((byNumber) => {
            const { parts, calls } = told(drawn, byNumber);
            return fc.tuple(fc.constant(calls), fc.shuffledSubarray(parts, { minLength: parts.length }));
          }),
        ),
        ([calls, parts]) => {
          expect(idsOf(parts)).toEqual(calls);
        },
      ),
      { numRuns: 500 },
    );
  });
});
