import { describe, expect, it } from '@jest/globals';
import type { Usage } from '../../common/usage.js';
import { buildUsage } from '../../../test/support/build-usage.js';
import { PatternRegister } from './pattern-register.js';

const usage = (patternId: string, createdAt: number, pattern: Partial<Usage['pattern']> = {}): Usage =>
  buildUsage({ patternId, createdAt, pattern: { name: null, type: null, nodeType: null, ...pattern } });

describe('PatternRegister', () => {
  it('has news of a pattern at its first usage and then no more', () => {
    const register = new PatternRegister();
    const news = register.news([usage('b', 20), usage('a', 30), usage('b', 10, { name: 'B' })]);
    expect(news).toEqual([
      { id: 'a', name: null, namedAt: null, type: null, nodeType: null, firstSeen: 30 },
      { id: 'b', name: 'B', namedAt: 10, type: null, nodeType: null, firstSeen: 10 },
    ]);
    // Until it is committed it is news still.
    expect(register.news([usage('a', 30)])).toHaveLength(1);
    register.remember(news);
    expect(register.news([usage('a', 30), usage('b', 40, { name: 'B' })])).toEqual([]);
  });

  it('has news where something is filled in or earlier', () => {
    const register = new PatternRegister();
    register.remember(register.news([usage('a', 30, { name: 'A' })]));
    expect(register.news([usage('a', 29)])).toMatchObject([{ id: 'a', name: 'A', firstSeen: 29 }]);
    expect(register.news([usage('a', 31, { type: 'other' })])).toMatchObject([
      { type: 'other', firstSeen: 30 },
    ]);
    register.forget('a');
    expect(register.news([usage('a', 50)])).toMatchObject([{ name: null, firstSeen: 50 }]);
  });

  it('takes the name that the newest usage brings, in whatever order they arrive', () => {
    const register = new PatternRegister();
    register.remember(register.news([usage('a', 30, { name: 'New' }), usage('a', 20, { name: 'Old' })]));
    expect(register.news([usage('a', 29, { name: 'Late' }), usage('a', 40)])).toEqual([]);
    expect(register.news([usage('a', 31, { name: 'Renamed' })])).toMatchObject([
      { name: 'Renamed', namedAt: 31 },
    ]);
  });

  it('compares a name that keeps coming with the table once a minute', () => {
    let now = 0;
    const register = new PatternRegister(10, () => now);
    const named = [usage('a', 1, { name: 'A' })];
    register.remember(register.news(named));
    now = 59_999;
    expect(register.news(named)).toEqual([]);
    now = 60_000;
    expect(register.news(named)).toMatchObject([{ id: 'a', name: 'A' }]);
    register.remember(register.news(named));
    expect(register.news(named)).toEqual([]);
  });

  it('forgets the oldest beyond its capacity', () => {
    const register = new PatternRegister(2);
    for (const id of ['a', 'b', 'c']) register.remember(register.news([usage(id, 1)]));
    expect(register.news(['a', 'b', 'c'].map((id) => usage(id, 1))).map(({ id }) => id)).toEqual(['a']);
  });
});
