import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ExactNumber, isExact, wholeOf } from './exact-number.js';
import { parseJson } from './parse-json.js';
import { writeJson } from './write-json.js';

const digits = fc.stringMatching(/^-?(0|[1-9]\d{0,30})(\.\d{1,30})?([eE][+-]?\d{1,3})?$/);

/** A decimal number as a fraction of whole ones, by school arithmetic. */
const fractionOf = (text: string): [bigint, bigint] => {
  const [mantissa = '', power = '0'] = text.toLowerCase().split('e');
  const [whole = '', part = ''] = mantissa.split('.');
  const exponent = Number(power) - part.length;
  const value = BigInt(`${whole}${part}`);
  return exponent >= 0 ? [value * 10n ** BigInt(exponent), 1n] : [value, 10n ** BigInt(-exponent)];
};
const areEqual = (a: string, b: string): boolean => {
  const [[p, q], [r, s]] = [fractionOf(a), fractionOf(b)];
  return p * s === r * q;
};

describe('parseJson', () => {
  it('keeps the value of every number, wherever it stands', () => {
    fc.assert(
      fc.property(digits, fc.constantFrom('', ' ', '\n'), (number, space) => {
        const json = `{"a":[${space}${number}],"b":${space}${number}}`;
        const value = parseJson(json) as { a: unknown[]; b: unknown };
        expect(value.a[0]).toEqual(value.b);
        const written = /"b":(.*)\}$/.exec(writeJson(value))![1]!;
        expect([number, written, areEqual(number, written)]).toEqual([number, written, true]);
        const double = Number(number);
        const isKept = Number.isFinite(double) && areEqual(number, String(double));
        expect([number, value.b instanceof ExactNumber, isExact(number)]).toEqual([number, !isKept, isKept]);
      }),
      { numRuns: 2000 },
    );
  });

  it('is JSON.parse for what has no such numbers, and refuses what that refuses', () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        expect(JSON.parse(writeJson(parseJson(json)))).toEqual(JSON.parse(json));
      }),
    );
    for (const wrong of ['09007199254740993', '{9007199254740993:1}', '[1.2.9007199254740993]', '-', '']) {
      expect(() => parseJson(wrong)).toThrow(SyntaxError);
    }
  });

  it('leaves texts alone, whatever is in them', () => {
    const part = fc.constantFrom(
      '"',
      '\\',
      ': 9007199254740993',
      '9007199254740993',
      ',1e400',
      '\0',
      'é',
      '{',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
        const text = parts.join('');
        const json = `{${JSON.stringify(text)}: [${JSON.stringify(text)}, 9007199254740993]}`;
        expect(writeJson(parseJson(json))).toBe(
          json.replaceAll(/(?<=\]?): (?=\[")|(?<="), /g, (s) => s.trim()),
        );
        expect(Object.keys(parseJson(json) as object)).toEqual([text]);
      }),
    );
  });

  it('makes an own key of __proto__ and changes no prototype', () => {
    const value = parseJson('{"a":{"__proto__":9007199254740993,"constructor":{"prototype":1e400}}}') as {
      a: object;
    };
    expect(Object.keys(value.a)).toEqual(['__proto__', 'constructor']);
    expect(Object.getPrototypeOf(value.a)).toBe(Object.prototype);
    expect(writeJson(value)).toBe('{"a":{"__proto__":9007199254740993,"constructor":{"prototype":1e400}}}');
    expect(({} as Record<string, unknown>)['prototype']).toBeUndefined();
  });

  it('says of numbers that no store keeps why', () => {
    const faults = ['1e400', '-1e400', '1e-400', `1${'0'.repeat(1100)}1`, '9007199254740993'].map(
      (number) => (parseJson(number) as ExactNumber).fault,
    );
    expect(faults).toEqual([
      'A number is too large to be stored.',
      'A number is too large to be stored.',
      'A number is too close to 0 to be stored.',
      'A number has more than 1000 characters.',
      undefined,
    ]);
    expect([0, -0, 1].map((number) => parseJson(String(number)))).toEqual([0, 0, 1]);
    expect(parseJson('[0e999, 0.0, -0]')).toEqual([0, 0, -0]);
  });

  it('is not slow or deep for anybody', () => {
    const deep = `${'['.repeat(200_000)}9007199254740993${']'.repeat(200_000)}`;
    expect(Array.isArray(parseJson(deep))).toBe(true);
    expect(parseJson(`["${'\\\\'.repeat(500_000)}", 9007199254740993]`)).toHaveLength(2);
    expect(parseJson(`[1${'0'.repeat(2_000_000)}1]`)).toEqual([expect.any(ExactNumber)]);
  });
});

describe('wholeOf', () => {
  it.each([
    ['1e3', 1000n],
    ['10.0', 10n],
    ['-0', 0n],
    ['9223372036854775807', 9_223_372_036_854_775_807n],
    ['-9.2e1', -92n],
    ['1.5', undefined],
    ['1e-1', undefined],
    ['1e99', undefined],
    ['x', undefined],
  ])('%s is %s', (text, whole) => {
    expect(wholeOf(text)).toBe(whole);
  });
});
