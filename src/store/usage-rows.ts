import type { NodeType, Outcome, PatternType } from '../common/pattern-terms.js';
import { Breather } from '../common/breather.js';
import { mapInTurns } from '../common/map-in-turns.js';
import { isCount, measureOf, type MeasureName } from './usage-measures.js';
import type { UsageKey } from './usage-question.js';

/** The measures of one slice (by its index) and one value of each key that was asked for. */
export type UsageAnswer<M extends MeasureName> = {
  readonly slice: number;
  /** Empty where the pattern was no key. */
  readonly pattern_id: string;
  /** The pattern's name and types, null where it has none. */
  readonly name: string | null;
  readonly type: PatternType | null;
  readonly node_type: NodeType | null;
  readonly outcome?: Outcome;
  /** Of the quality (null without one) or of the execution time. */
  readonly bin?: number | null;
  readonly error?: string;
  /** The text of the context's value, null where the usage's context has none. */
  readonly context?: string | null;
} & Readonly<Record<M, number | null>>;

/** A row as the statement answers it: texts of listed values. */
export interface ListedUsageRow {
  /** Null or left out where the row is of no single pattern. */
  readonly pattern_id?: string | null;
  readonly name?: string | null;
  readonly type?: PatternType | null;
  readonly node_type?: NodeType | null;
  readonly slice?: string | null;
  readonly [column: string]: unknown;
}

const parseNumbers = (text: string): (number | null)[] =>
  text.split(',').map((value) => (value === '' ? null : Number(value)));

type KeyProperty = 'pattern_id' | 'outcome' | 'bin' | 'error' | 'context';
const PROPERTIES: Readonly<Record<UsageKey, KeyProperty>> = {
  pattern: 'pattern_id',
  outcome: 'outcome',
  quality_bin: 'bin',
  latency_bin: 'bin',
  error: 'error',
  context: 'context',
};
const propertyOf = (key: UsageKey): KeyProperty => PROPERTIES[key];

const parseKey = (key: UsageKey, listed: unknown): readonly (string | number | null)[] => {
  if (typeof listed !== 'string') return listed as (string | null)[];
  return key === 'outcome' ? listed.split(',') : parseNumbers(listed);
};

const MERGES = {
  sum: (a: number, b: number): number => a + b,
  min: Math.min,
  max: Math.max,
} as const;

const merge = (name: MeasureName, a: number | null, b: number | null): number | null => {
  if (a === null || b === null) return a ?? b;
  return MERGES[measureOf(name).merge](a, b);
};

/** The answers in a row's lists, oldest slice first, what several sources hold of one merged. */
const readRow = <M extends MeasureName>(
  row: ListedUsageRow,
  measures: readonly M[],
  keys: readonly UsageKey[],
): UsageAnswer<M>[] => {
  const { name = null, type = null, node_type = null } = row;
  const pattern_id = row.pattern_id ?? '';
  const lists = measures.map((measure) => row[measure] as string | null);
  // All usages together, of which there are none.
  if (lists[0] == null) return [];
  const columns = lists.map((list) => parseNumbers(list!));
  const slices = row.slice == null ? columns[0]!.map(() => 0) : parseNumbers(row.slice);
  const keyColumns = keys.map((key) => parseKey(key, row[key]));
  const found = new Map<number | string, Record<string, unknown>>();
  for (const [index, slice] of slices.entries()) {
    const identity =
      keys.length === 0 ? slice! : JSON.stringify([slice, ...keyColumns.map((column) => column[index])]);
    const known = found.get(identity);
    const answer = known ?? { slice, pattern_id, name, type, node_type };
    for (const [column, measure] of measures.entries()) {
      const read = columns[column]![index];
      const value = read ?? (isCount(measure) ? 0 : null);
      answer[measure] = known ? merge(measure, known[measure] as number | null, value) : value;
    }
    if (known) continue;
    for (const [column, key] of keys.entries()) answer[propertyOf(key)] = keyColumns[column]![index];
    found.set(identity, answer);
  }
  // A sum over no rows at all is a row nonetheless.
  const answers = [...found.values()] as UsageAnswer<M>[];
  return answers.sort((a, b) => a.slice - b.slice);
};

/** Of how many rows the lists are made, by the list of one of the measures. */
export const countRows = (rows: readonly ListedUsageRow[], measure: MeasureName): number =>
  rows.reduce((total, row) => {
    const list = row[measure];
    if (typeof list !== 'string') return total;
    let count = 1;
    for (let at = list.indexOf(','); at >= 0; at = list.indexOf(',', at + 1)) count += 1;
    return total + count;
  }, 0);

/** What the rows of a usage query say, in their order and then by slice. */
export const readUsageRows = async <M extends MeasureName>(
  rows: readonly ListedUsageRow[],
  measures: readonly M[],
  keys: readonly UsageKey[],
): Promise<UsageAnswer<M>[]> => (await mapInTurns(rows, (row) => readRow(row, measures, keys))).flat();

/** Answers of several statements as one. */
export class AnswerMerger<M extends MeasureName> {
  private readonly found = new Map<string, Map<string | number, UsageAnswer<M>>>();
  /** Answers there are so far. */
  size = 0;

  constructor(
    private readonly measures: readonly M[],
    private readonly keys: readonly UsageKey[],
  ) {}

  async add(answers: readonly UsageAnswer<M>[]): Promise<void> {
    const breather = new Breather();
    for (const answer of answers) {
      if (breather.isDue) await breather.pause();
      const own = this.found.get(answer.pattern_id) ?? new Map<string | number, UsageAnswer<M>>();
      this.found.set(answer.pattern_id, own);
      const identity = this.identityOf(answer);
      const known = own.get(identity);
      if (known) this.merge(known, answer);
      else {
        own.set(identity, answer);
        this.size += 1;
      }
    }
  }

  /** By pattern and then by slice. */
  async inOrder(): Promise<UsageAnswer<M>[]> {
    const breather = new Breather();
    const answers: UsageAnswer<M>[] = [];
    for (const id of [...this.found.keys()].sort()) {
      for (const answer of [...this.found.get(id)!.values()].sort((a, b) => a.slice - b.slice))
        answers.push(answer);
      if (breather.isDue) await breather.pause();
    }
    return answers;
  }

  private identityOf(answer: UsageAnswer<M>): string | number {
    if (this.keys.length === 0) return answer.slice;
    return JSON.stringify([answer.slice, ...this.keys.map((key) => answer[propertyOf(key)])]);
  }

  private merge(known: UsageAnswer<M>, more: UsageAnswer<M>): void {
    const target = known as Record<M, number | null>;
    for (const measure of this.measures) target[measure] = merge(measure, known[measure], more[measure]);
  }
}
