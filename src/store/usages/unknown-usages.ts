import { UNKNOWN } from '../../common/pattern-terms.js';
import { isCount, type MeasureName, measureOf } from '../rollups/usage-measures.js';
import type { UsageKey, UsageQuestion } from './usage-question.js';
import { mergeMeasure, type UsageAnswer } from './usage-rows.js';

/** What is known of a usage whose outcome is not. */
const MEASURES = ['usages', 'first_used', 'last_used'] as const;
type UnknownMeasure = (typeof MEASURES)[number];

/** What can be told of it; it is of no bin and of no kind of error. */
const KEYS: readonly UsageKey[] = ['pattern', 'dimension'];

/**
 * What has to be asked of usages of unknown outcome beside a question.
 * @returns undefined where the question means none.
 */
export const unknownQuestion = <M extends MeasureName>(
  question: UsageQuestion<M>,
): UsageQuestion<UnknownMeasure> | undefined => {
  const { keys = ['pattern'], filter } = question;
  if (!filter?.unknown || keys.includes('latency_bin') || keys.includes('error')) return undefined;
  const times = MEASURES.filter((name) => measureOf(name).isTime && question.measures.includes(name as M));
  return {
    ...question,
    measures: ['usages', ...times],
    keys: keys.filter((key) => KEYS.includes(key)),
    filter: { ...filter, outcomes: undefined, unknown: 'only' },
  };
};

/** Usages of unknown outcome as an answer of the question that they stand beside. */
const toAnswer = <M extends MeasureName>(
  { usages, ...row }: UsageAnswer<UnknownMeasure>,
  { measures, keys = ['pattern'] }: UsageQuestion<M>,
): UsageAnswer<M> => {
  const nothing = Object.fromEntries(measures.map((name) => [name, isCount(name) ? 0 : null]));
  return {
    ...(nothing as Record<M, number | null>),
    ...row,
    ...(keys.includes('outcome') ? { outcome: UNKNOWN } : {}),
    ...(keys.includes('quality_bin') ? { bin: null } : {}),
    unknowns: usages!,
  };
};

/** Both of one slice, pattern and key; times span both. */
const beside = <M extends MeasureName>(
  known: UsageAnswer<M>,
  unknown: UsageAnswer<M>,
  measures: readonly M[],
): UsageAnswer<M> => {
  const times = measures.filter((name) => measureOf(name).isTime);
  return {
    ...known,
    ...Object.fromEntries(times.map((name) => [name, mergeMeasure(name, known[name], unknown[name])])),
    unknowns: unknown.unknowns!,
  };
};

const placeOf = ({ slice, pattern_id, outcome, bin, value }: UsageAnswer<never>): string =>
  JSON.stringify([slice, pattern_id, outcome, bin, value]);

/** The answers to a question with the usages of unknown outcome beside the others, by pattern and then by slice. */
export const withUnknowns = <M extends MeasureName>(
  known: readonly UsageAnswer<M>[],
  unknown: readonly UsageAnswer<UnknownMeasure>[],
  question: UsageQuestion<M>,
): UsageAnswer<M>[] => {
  const found = new Map(known.map((answer) => [placeOf(answer), answer]));
  for (const row of unknown) {
    const answer = toAnswer(row, question);
    const place = placeOf(answer);
    const own = found.get(place);
    found.set(place, own ? beside(own, answer, question.measures) : answer);
  }
  return [...found.values()].sort((a, b) => {
    if (a.pattern_id !== b.pattern_id) return a.pattern_id < b.pattern_id ? -1 : 1;
    return a.slice - b.slice;
  });
};

/** The same answers, usages of unknown outcome among the others: for what only counts. */
export const foldUnknowns = <A extends UsageAnswer<'usages'>>(answers: readonly A[]): A[] =>
  answers.map(({ unknowns = 0, ...answer }) => ({ ...answer, usages: answer.usages! + unknowns }) as A);
