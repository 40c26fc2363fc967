import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseOtlpEvents } from '../../../config/otlp-events.js';
import { isStorableText } from '../../../common/validation/json-sanity.js';
import { mappingLine } from './mapping-line.js';
import { namingAttribute } from './naming-attribute.js';
import { type Unmapped, UnmappedNames } from './unmapped-names.js';

const NAMES = 1000;
const open = (): UnmappedNames => new UnmappedNames({ now: () => 17 });
const anyText = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 400 }),
  fc.constantFrom('\ud800', '\0', 'x'.repeat(300), '', "it's", 'other', 'unnamed', '__proto__'),
);

describe('what is not mapped', () => {
  it('is counted to the last one, under names that any store can hold', () => {
    const some: fc.Arbitrary<Unmapped> = fc.record({
      kind: fc.constantFrom('log', 'span', 'metric'),
      name: anyText,
      service: fc.oneof(anyText, fc.constant(undefined), fc.integer()),
      attributes: fc.dictionary(anyText, fc.integer(), { maxKeys: 30 }),
    });
    fc.assert(
      fc.property(fc.array(fc.tuple(some, fc.integer({ min: 1, max: 9 }))), (all) => {
        const unmapped = open();
        for (const [one, count] of all) unmapped.see(one, count);
        const taken = unmapped.take();
        expect(taken.reduce((sum, { count }) => sum + count, 0)).toBe(
          all.reduce((sum, [, count]) => sum + count, 0),
        );
        for (const { name, service, attributes } of taken) {
          expect(name.length).toBeGreaterThan(0);
          expect(attributes.length).toBeLessThanOrEqual(20);
          for (const text of [name, service ?? '', ...attributes]) {
            expect(text.length).toBeLessThanOrEqual(256);
            expect(isStorableText(text)).toBe(true);
          }
        }
        expect(unmapped.take()).toEqual([]);
      }),
    );
  });

  it('is told apart by a bounded number of names', () => {
    const unmapped = open();
    for (let at = 0; at < NAMES + 50; at += 1) unmapped.see({ kind: 'span', name: `GET /${at}` });
    const taken = unmapped.take();
    expect(taken).toHaveLength(NAMES + 1);
    expect(taken.find(({ name }) => name === 'other')).toMatchObject({ kind: 'span', count: 50 });
  });
});

describe('the line that maps a name', () => {
  it('is one that OTLP_EVENTS takes, and maps that name by that attribute', () => {
    const name = anyText.filter(
      (text) => text !== '' && text.length <= 256 && isStorableText(text) && text !== '*',
    );
    fc.assert(
      fc.property(
        name,
        fc.array(fc.constantFrom('a', 'skill.name', 'tool_name', 'ms')),
        (event, attributes) => {
          const [, setting] = /^OTLP_EVENTS='([^']*)'$/s.exec(mappingLine(event, attributes))!;
          const mapping = parseOtlpEvents(setting!)!.get(event)!.mappings[0]!;
          expect(mapping.attributes.pattern[0]).toBe(namingAttribute(attributes) ?? 'ATTRIBUTE');
        },
      ),
    );
  });

  it.each<[string[], string | undefined]>([
    [['duration_ms', 'tool_name', 'skill.name'], 'skill.name'],
    [['widget.name', 'host.name', 'service.name'], 'widget.name'],
    [['host.name', 'ms', 'event.name'], undefined],
    [[], undefined],
  ])('guesses of %j that it is %j', (attributes, guess) => {
    expect(namingAttribute(attributes)).toBe(guess);
  });
});
