import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { EXAMPLE_ID } from '../example-id.js';
import { InvalidInputError } from '../tracker-error.js';
import { readParameters } from './read-parameters.js';
import {
  FlagText,
  IntegerText,
  MayBeAbsent,
  NumberText,
  ParametersByName,
  SomeOf,
  Text,
  UuidList,
} from './rules.js';

const WORDS = ['one', 'two', 'three'] as const;

/** Each rule of a query parameter; not all have a schema, so it is never compiled. */
class ClosedParameters {
  @MayBeAbsent() @IntegerText(0, 500) limit?: number;
  @MayBeAbsent() @NumberText(0, 1) least?: number;
  @MayBeAbsent() @FlagText() fill?: boolean;
  @MayBeAbsent() @UuidList(3) pattern_id?: string[];
  @MayBeAbsent() @SomeOf(WORDS) outcome?: string[];
  @MayBeAbsent() @Text(1, 10) q?: string;
  @MayBeAbsent() @ParametersByName(2, 10, 10) context?: Readonly<Record<string, string>>;
}

/** Those whose rules have a schema. */
class CompiledParameters {
  @MayBeAbsent() @IntegerText(0, 500) limit?: number;
  @MayBeAbsent() @Text(1, 10) q?: string;
}

/** What was read, without what was left out. */
const said = (parameters: object): object =>
  Object.fromEntries(Object.entries(parameters).filter(([, value]) => value !== undefined));

describe('readParameters', () => {
  it('reads numbers, booleans and lists from their texts, whether compiled or not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 500 }),
        fc.boolean(),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, flag, x) => {
          const least = Math.abs(x);
          expect(said(readParameters(CompiledParameters, { limit: `${n}`, q: '7' }))).toEqual({
            limit: n,
            q: '7',
          });
          expect(
            said(
              readParameters(ClosedParameters, {
                limit: `${n}`,
                least: `${least}`,
                fill: `${flag}`,
                q: 'true',
              }),
            ),
          ).toEqual({ limit: n, least, fill: flag, q: 'true' });
        },
      ),
    );
  });

  it('reads what is comma-separated, repeated, or both as one list; ids in lower case', () => {
    const other = EXAMPLE_ID.replace('7', '8');
    const given = { pattern_id: [`${EXAMPLE_ID.toUpperCase()},${other}`, EXAMPLE_ID], outcome: 'two,one' };
    expect(said(readParameters(ClosedParameters, given))).toEqual({
      pattern_id: [EXAMPLE_ID, other, EXAMPLE_ID],
      outcome: ['two', 'one'],
    });
  });

  it('gathers the keys of the context, and says how where they are not told so', () => {
    const given = { 'context.team': 'search', 'context.a.b': '' };
    expect(said(readParameters(ClosedParameters, given))).toEqual({ context: { team: 'search', 'a.b': '' } });
    for (const wrong of [{ context: 'search' }, { context: { team: 'search' } }])
      expect(() => readParameters(ClosedParameters, wrong)).toThrow('context.<key>');
  });

  it.each([
    { limit: '501' },
    { limit: ['1', '2'] },
    { limit: 1 },
    { q: '' },
    { more: '1' },
    { 'context.team': 'x' },
  ])('refuses %j, compiled as well', (wrong) => {
    expect(() => readParameters(CompiledParameters, wrong)).toThrow(InvalidInputError);
    if (!('context.team' in wrong))
      expect(() => readParameters(ClosedParameters, wrong)).toThrow(InvalidInputError);
  });
});
