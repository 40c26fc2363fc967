import fc from 'fast-check';
import type { AnswerCache } from '../../src/cache/answer-cache.js';
import type { AnswerModel } from './answer-model.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const DAY = 24 * 60 * MINUTE;

/** Something done through one of the caches, by its number. */
export interface Action {
  readonly name: string;
  readonly at: number;
  readonly run: (model: AnswerModel, cache: AnswerCache) => Promise<void>;
}

const action = (
  name: string,
  arguments_: fc.Arbitrary<number[]>,
  run: (model: AnswerModel, cache: AnswerCache, values: readonly number[]) => Promise<void>,
): fc.Arbitrary<Action> =>
  fc.tuple(fc.nat({ max: 1 }), arguments_).map(([at, values]) => ({
    name: `${name} ${values.join(' ')} at ${at}`,
    at,
    run: (model, cache) => run(model, cache, values),
  }));

const numbers = (...ranges: readonly (readonly [number, number])[]): fc.Arbitrary<number[]> =>
  fc.tuple(...ranges.map(([min, max]) => fc.integer({ min, max })));

const rangeOf = (model: AnswerModel, endAge: number, length: number): { from: number; to: number } => {
  const to = Math.floor((model.now() - endAge) / (30 * MINUTE)) * 30 * MINUTE;
  return { from: to - length * 30 * MINUTE, to };
};

const moved = (model: AnswerModel, ms: number): Promise<void> => {
  model.move(ms);
  return Promise.resolve();
};

/** Writes, clock moves and questions, some of them at the same time. */
export const anyAction = (): fc.Arbitrary<Action> =>
  fc.oneof(
    { weight: 3, arbitrary: action('write', numbers([0, 2 * MINUTE]), (m, c, [age]) => m.write(c, age!)) },
    { weight: 2, arbitrary: action('write late', numbers([0, 9 * DAY]), (m, c, [age]) => m.write(c, age!)) },
    { weight: 4, arbitrary: action('ask', numbers([1, 1]), (m, c) => m.ask(c)) },
    {
      weight: 4,
      arbitrary: action('ask range', numbers([0, 5 * DAY], [1, 96]), (m, c, [age, length]) =>
        m.ask(c, rangeOf(m, age!, length!)),
      ),
    },
    {
      weight: 2,
      arbitrary: action('ask often', numbers([5, 30], [0, 60]), async (m, c, [times, pause]) => {
        for (let time = 0; time < times!; time += 1) {
          await m.write(c, 0);
          await m.ask(c);
          m.move(pause!);
        }
      }),
    },
    {
      weight: 2,
      arbitrary: action('write while asked', numbers([0, 3 * DAY], [0, 1500]), async (m, c, [age, ms]) => {
        const range = rangeOf(m, age! - (age! % DAY) + 10 * MINUTE, 48);
        let open!: () => void;
        const gate = new Promise<void>((resolve) => (open = resolve));
        const asked = [m.ask(c, undefined, gate), m.ask(c, range, gate)];
        await new Promise((turn) => setImmediate(turn));
        await m.write(c, age!);
        m.move(ms!);
        const after = [m.ask(c), m.ask(c, range)];
        await new Promise((turn) => setImmediate(turn));
        open();
        await Promise.all([...asked, ...after]);
        await Promise.all([m.ask(c), m.ask(c, range)]);
      }),
    },
    {
      weight: 3,
      arbitrary: action('wait', numbers([0, 2 * SECOND]), (m, _, [ms]) => moved(m, ms!)),
    },
    {
      weight: 1,
      arbitrary: action('wait long', numbers([0, 90 * MINUTE]), (m, _, [ms]) => moved(m, ms!)),
    },
    {
      weight: 1,
      arbitrary: action('set back', numbers([2 * MINUTE, DAY]), (m, _, [ms]) => moved(m, -ms!)),
    },
  );
