import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { findInsaneJson } from './json-sanity.js';
import { OneOf, Optional, Text } from './rules.js';
import { shortJson } from './short-json.js';
import { violationsOf } from './validate-dto.js';

class AskedDto {
  @OneOf(['a', 'b'])
  kind!: string;

  @Optional()
  @Text(1, 5)
  name?: string | null;
}

describe('violationsOf', () => {
  it('names ten unknown fields and counts the others', () => {
    const names = Array.from({ length: 200_000 }, (_, at) => `field ${at}`);
    const violations = violationsOf(AskedDto, {
      ...Object.fromEntries(names.map((name) => [name, 0])),
      kind: 'c',
    });
    expect(violations.map(({ pointer }) => pointer)).toEqual([
      ...names.slice(0, 10).map((name) => `/${name}`),
      '',
      '/kind',
    ]);
    expect(violations[10]!.message).toBe('There are 199990 more fields that are not known.');
  });

  it('says little, however long names and values are', () => {
    const long = fc.string({ unit: 'binary', minLength: 0, maxLength: 3000 });
    const value = fc.oneof(long, fc.jsonValue(), fc.array(long), fc.dictionary(long, long));
    const input = fc.dictionary(fc.oneof(fc.constantFrom('kind', 'name', '__proto__'), long), value);
    fc.assert(
      fc.property(input, (plain) => {
        const violations = violationsOf(AskedDto, plain);
        expect(violations.length).toBeLessThanOrEqual(13);
        for (const violation of violations) expect(JSON.stringify(violation).length).toBeLessThan(3000);
      }),
    );
    const name = 'x'.repeat(1_000_000);
    const deep = { kind: { [name]: { [name]: { [name]: { [name]: { [name]: { [name]: '\0' } } } } } } };
    expect(JSON.stringify(violationsOf(AskedDto, deep)).length).toBeLessThan(1000);
    expect(JSON.stringify(violationsOf(AskedDto, { kind: name, name, [name]: 1 })).length).toBeLessThan(2000);
  });
});

describe('shortJson', () => {
  it('is the beginning of the JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.integer({ min: 1, max: 90 }), (value, room) => {
        const json = JSON.stringify(value);
        expect(shortJson(value, room)).toBe(json.length > room ? `${json.slice(0, room)}…` : json);
      }),
    );
  });
});

describe('findInsaneJson', () => {
  it('points at what cannot be stored, wherever it stands', () => {
    const path = fc.array(fc.stringMatching(/^[a-z/~]{1,5}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(path, fc.jsonValue({ maxDepth: 2, noUnicodeString: true }), (names, beside) => {
        fc.pre(findInsaneJson(beside) === undefined);
        const root = names.reduceRight<unknown>(
          (inner, name) => ({ '0': beside, [name]: inner, z: beside }),
          'a\0',
        );
        const pointer = names.map((name) => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
        fc.pre(!names.includes('z'));
        expect(findInsaneJson(root)).toMatchObject({ pointer, code: 'invalid_text' });
      }),
    );
  });
});
