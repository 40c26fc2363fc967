import fc from 'fast-check';

/** A usage of values at the edge of what is accepted; its time is relative to the moment it is sent. */
export interface ExtremeUsage {
  readonly outcome: 'success' | 'partial_success' | 'failure' | 'error';
  readonly quality: number | null;
  readonly performance: number | null;
  readonly milliseconds: number | null;
  readonly time: { readonly at: number } | { readonly ago: number };
  readonly error: string | null;
  readonly name: string | null;
  readonly execution: string | null;
  readonly correlation: string | null;
  readonly context: Readonly<Record<string, unknown>>;
}

const MAX_EXECUTION_TIME_MS = 2_147_483_647;
const MIN_NORMAL = 2.2250738585072014e-308;

/** Scores between 0 and 1, down to the smallest double, where squares and products leave its range. */
const score = fc.oneof(
  fc.constantFrom(0, -0, 1, 0.1, 1 - 2 ** -53, Number.EPSILON, 1e-16),
  fc.constantFrom(Number.MIN_VALUE, MIN_NORMAL, MIN_NORMAL / 2, 1e-300, 1e-200, 1.57e-162, 1e-154),
  fc.double({ min: 0, max: 1, noNaN: true }),
  fc.integer({ min: -1074, max: 0 }).map((exponent) => 2 ** exponent),
);

const milliseconds = fc.oneof(
  fc.constantFrom(0, -0, 1, 2, MAX_EXECUTION_TIME_MS - 1, MAX_EXECUTION_TIME_MS),
  fc.nat(),
);

const DAY = 86_400_000;
const time: fc.Arbitrary<ExtremeUsage['time']> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(
        '1970-01-01T00:00:00.000Z',
        '1970-01-01T00:00:00.001Z',
        '1970-01-04T23:59:59.999Z',
        '1970-01-05T00:00:00.000Z',
        '1999-12-31T23:59:59.999Z',
        '2000-02-29T12:00:00.000Z',
        '2016-12-31T23:59:59.999Z',
        '2024-02-29T00:00:00.000Z',
      )
      .map((text) => ({ at: Date.parse(text) })),
  },
  {
    weight: 3,
    // Up to the last moment that is taken from a clock that is ahead, less what sending may take.
    arbitrary: fc
      .constantFrom(-300_000 + 60_000, 0, 1000, 119_999, 120_001, 299_999, 3_600_000, DAY, 7 * DAY, 400 * DAY)
      .map((ago) => ({ ago })),
  },
);

/** One of every class of code points that somebody treats apart. */
const CHARACTERS = Array.from(
  [
    'a Z7\'"\\/`%_$&<>{}[]();:,|=+-@#~^*?!.',
    '\u0001\u0007\b\t\n\v\f\r\u001b\u001f\u007f\u0080\u0085\u009f',
    '\u00a0\u00ad\u00df\u0130\u0131\u017f\u01c5\u0301\u0e33\u0f77\u1100\u1e9e',
    '\u200b\u200d\u200e\u202e\u2028\u2029\u2066\u3000\ud7ff\ue000\uf8ff\ufb01\ufdd0\ufe0f\ufeff\ufffd\ufffe\uffff',
    '\u{10000}\u{1f468}\u{1f3fd}\u{1fffe}\u{e0001}\u{e0100}\u{f0000}\u{10fffd}\u{10ffff}',
  ].join(''),
);
const character = fc.constantFrom(...CHARACTERS);

const WORDS = [
  'null',
  'NaN',
  '=1+1',
  '-0',
  '@cmd',
  "'; --",
  '__proto__',
  '1e400',
  '$1',
  '\\x00',
  '2026-01-01',
];

/** Repeats a text up to so many UTF-16 units, without cutting a character. */
const filled = (text: string, length: number): string => {
  const repeated = text.repeat(Math.floor(length / text.length));
  return repeated + 'x'.repeat(length - repeated.length);
};

const textUpTo = (length: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 4, arbitrary: fc.string({ unit: character, minLength: 1, maxLength: 40 }) },
    { weight: 2, arbitrary: fc.constantFrom(...WORDS) },
    { weight: 1, arbitrary: character.map((one) => filled(one, length)) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(filled('7f/:', length), filled('1.', length), filled(' ', length)),
    },
  );

const NUMBERS = [0, -0, 1, -1, 0.1, 1e21, -1e-7, 2 ** 53 - 1, 1 - 2 ** 53, 1e308, Number.MAX_VALUE];
const key = fc.oneof(
  fc.constantFrom(
    'k',
    '',
    'toString',
    'constructor',
    'hasOwnProperty',
    'k.k',
    "k'",
    'k"',
    'team',
    '$1',
    '%s',
  ),
  fc.string({ unit: character, minLength: 1, maxLength: 8 }),
);
const leaf = fc.oneof(
  fc.constantFrom<unknown>(null, true, false, '', [], {}),
  fc.constantFrom<unknown>(...NUMBERS, Number.MIN_VALUE, 5e-310),
  textUpTo(64),
);

/** As deep as is taken: the context is the first level. */
const DEEPEST = 30;
const deep = (value: unknown, isList: boolean): unknown => {
  let nested = value;
  for (let level = 0; level < DEEPEST; level += 1) nested = isList ? [nested] : { k: nested };
  return nested;
};

const context: fc.Arbitrary<Record<string, unknown>> = fc.oneof(
  { weight: 3, arbitrary: fc.dictionary(key, leaf, { maxKeys: 8, noNullPrototype: true }) },
  { weight: 2, arbitrary: leaf.map((value) => ({ k: value })) },
  {
    weight: 1,
    arbitrary: fc.tuple(leaf, fc.boolean()).map(([value, isList]) => ({ k: deep(value, isList) })),
  },
  { weight: 1, arbitrary: fc.constant({ k: filled('\u{1f468}', 60_000) }) },
  {
    weight: 1,
    arbitrary: fc.constant(Object.fromEntries(Array.from({ length: 5000 }, (_, at) => [`k${at}`, at]))),
  },
);

export const extremeUsage: fc.Arbitrary<ExtremeUsage> = fc.record({
  outcome: fc.constantFrom('success', 'partial_success', 'failure', 'error'),
  quality: fc.option(score, { freq: 8 }),
  performance: fc.option(score),
  milliseconds: fc.option(milliseconds, { freq: 8 }),
  time,
  error: fc.option(textUpTo(32_768), { freq: 2 }),
  name: fc.option(textUpTo(256)),
  execution: fc.option(textUpTo(256)),
  correlation: fc.option(
    fc.constantFrom(
      '00000000-0000-4000-8000-000000000000',
      'ffffffff-ffff-4fff-bfff-ffffffffffff',
      'FFFFFFFF-0000-4000-8000-00000000ABCD',
    ),
  ),
  context,
});

/** JSON text that keeps the sign of a zero, which JSON.stringify drops. */
export const jsonOf = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => (Object.is(part, -0) ? '@minus zero@' : part)).replaceAll(
    '"@minus zero@"',
    '-0',
  );
