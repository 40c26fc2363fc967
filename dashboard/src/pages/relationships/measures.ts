import * as format from '../../format/format.js';
import type { Measure } from './graph-query.js';

interface MeasureText {
  readonly title: string;
  /** The same within a sentence. */
  readonly inText: string;
  /** What it tells, in a sentence. */
  readonly meaning: string;
  readonly write: (value: number | null) => string;
}

export const MEASURE_TEXTS: Readonly<Record<Measure, MeasureText>> = {
  strength: {
    title: 'Strength',
    inText: 'strength',
    meaning: 'Tasks that used both, of those that used either.',
    write: format.percent,
  },
  support: {
    title: 'Support',
    inText: 'support',
    meaning: 'Tasks that used both, of all tasks.',
    write: format.finePercent,
  },
  npmi: {
    title: 'NPMI',
    inText: 'NPMI',
    meaning: 'From 0, as often together as by chance, to 1, only ever together.',
    write: format.score,
  },
  lift: {
    title: 'Lift',
    inText: 'lift',
    meaning: 'How many times more often together than by chance.',
    write: format.measure,
  },
};
