import type { NodeType, Outcome, PatternType } from '../../common/pattern-terms.js';
import { CooperativeScheduler } from '../../common/cooperative-scheduler.js';
import { type DimensionValue, valueOfCode } from '../rollups/dimension.js';
import { isCount, measureOf, type MeasureName } from '../rollups/usage-measures.js';
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
  readonly value?: DimensionValue;
  /** Usages of unknown outcome, which no measure counts; only where the filter means them and there are some. */
  readonly unknowns?: number;
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

type KeyProperty = 'pattern_id' | 'outcome' | 'bin' | 'error' | 'value';
const PROPERTIES: Readonly<Record<UsageKey, KeyProperty>> = {
  pattern: 'pattern_id',
  outcome: 'outcome',
  quality_bin: 'bin',
  latency_bin: 'bin',
  error: 'error',
  dimension: 'value',
};
const propertyOf = (key: UsageKey): KeyProperty => PROPERTIES[key];

const parseKey = (key: UsageKey, listed: unknown): readonly (DimensionValue | number)[] => {
  if (key === 'dimension') return (listed as (string | null)[]).map(valueOfCode);
  if (typeof listed !== 'string') return listed as string[];
  return key === 'outcome' ? listed.split(',') : parseNumbers(listed);
};

const MERGES = {
  sum: (a: number, b: number): number => a + b,
  min: Math.min,
  max: Math.max,
} as const;

/** A measure of two answers together; null where neither has any. */
export const mergeMeasure = (name: MeasureName, a: number | null, b: number | null): number | null => {
  if (a === null || b === null) return a ?? b;
  return MERGES[measureOf(name).merge](a, b);
};

/** A measure's value as it was listed: what counts is 0 where nothing was counted. */
const valueOf = (name: MeasureName, listed: number | null | undefined): number | null =>
  listed ?? (isCount(name) ? 0 : null);

const branchOf = (tree: Map<unknown, unknown>, value: unknown): Map<unknown, unknown> => {
  const known = tree.get(value) as Map<unknown, unknown> | undefined;
  if (known) return known;
  const branch = new Map<unknown, unknown>();
  tree.set(value, branch);
  return branch;
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

/** The answers of one pattern. */
interface Own<M extends MeasureName> {
  readonly answers: UsageAnswer<M>[];
  /** The same answers by their slice, and then by the value of each key: maps in maps. */
  readonly found: Map<unknown, unknown>;
}

/** What the rows of usage queries say: what several of them, or several sources, hold of the same is merged. */
export class UsageAnswers<M extends MeasureName> {
  private readonly byPattern = new Map<string, Own<M>>();
  /** Answers there are so far. */
  size = 0;

  /** @param keys what the rows are by, besides the pattern and the slice. */
  constructor(
    private readonly measures: readonly M[],
    private readonly keys: readonly UsageKey[],
  ) {}

  /**
   * @param rows of one statement, which has one row of a pattern.
   * @param isLast whether no rows come after these.
   */
  async add(rows: readonly ListedUsageRow[], isLast: boolean): Promise<void> {
    const scheduler = new CooperativeScheduler();
    for (const row of rows) {
      this.addRow(row);
      if (isLast) this.byPattern.get(row.pattern_id ?? '')?.found.clear();
      if (scheduler.isDue) await scheduler.pause();
    }
  }

  /** By pattern and then by slice. */
  async inOrder(): Promise<UsageAnswer<M>[]> {
    const scheduler = new CooperativeScheduler();
    const all: UsageAnswer<M>[] = [];
    for (const id of [...this.byPattern.keys()].sort()) {
      const { answers } = this.byPattern.get(id)!;
      for (const answer of answers.sort((a, b) => a.slice - b.slice)) all.push(answer);
      if (scheduler.isDue) await scheduler.pause();
    }
    return all;
  }

  private addRow(row: ListedUsageRow): void {
    const { measures, keys } = this;
    const lists = measures.map((measure) => row[measure] as string | null);
    // All usages together, of which there are none: a sum over no rows at all is a row nonetheless.
    if (lists[0] == null) return;
    const columns = lists.map((list) => parseNumbers(list!));
    const slices = row.slice == null ? columns[0]!.map(() => 0) : parseNumbers(row.slice);
    const keyColumns = keys.map((key) => parseKey(key, row[key]));
    const { name = null, type = null, node_type = null } = row;
    const pattern_id = row.pattern_id ?? '';
    const own = this.ownOf(pattern_id);
    for (const [index, slice] of slices.entries()) {
      let branch = own.found;
      let last: unknown = slice;
      for (const column of keyColumns) {
        branch = branchOf(branch, last);
        last = column[index];
      }
      const known = branch.get(last) as Record<M, number | null> | undefined;
      if (known) {
        for (let column = 0; column < measures.length; column += 1) {
          const measure = measures[column]!;
          known[measure] = mergeMeasure(measure, known[measure], valueOf(measure, columns[column]![index]));
        }
        continue;
      }
      const answer: Record<string, unknown> = { slice, pattern_id, name, type, node_type };
      for (let column = 0; column < measures.length; column += 1)
        answer[measures[column]!] = valueOf(measures[column]!, columns[column]![index]);
      for (let column = 0; column < keys.length; column += 1)
        answer[propertyOf(keys[column]!)] = keyColumns[column]![index];
      branch.set(last, answer);
      own.answers.push(answer as UsageAnswer<M>);
      this.size += 1;
    }
  }

  private ownOf(patternId: string): Own<M> {
    const known = this.byPattern.get(patternId);
    if (known) return known;
    const own: Own<M> = { answers: [], found: new Map() };
    this.byPattern.set(patternId, own);
    return own;
  }
}

/** What the rows of one usage query say, by pattern and then by slice. */
export const readUsageRows = async <M extends MeasureName>(
  rows: readonly ListedUsageRow[],
  measures: readonly M[],
  keys: readonly UsageKey[],
): Promise<UsageAnswer<M>[]> => {
  const answers = new UsageAnswers(measures, keys);
  await answers.add(rows, true);
  return answers.inOrder();
};
