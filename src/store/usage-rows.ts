import { measureOf, type MeasureName } from './usage-measures.js';

/** One pattern's measures in one slice (by its index) and bucket (its start in milliseconds). */
export type UsageAnswer<M extends MeasureName> = {
  readonly slice: number;
  readonly pattern_id: string;
  /** The pattern's name, null where it has none. */
  readonly name: string | null;
  /** Null where the question was not for buckets. */
  readonly bucket: number | null;
} & Readonly<Record<M, number | null>>;

/** A row as the statement answers it: texts of listed values. */
export interface ListedUsageRow {
  readonly slice: number;
  readonly pattern_id: string;
  readonly name: string | null;
  readonly bucket?: string;
  readonly [measure: string]: unknown;
}

const parseList = (text: string): (number | null)[] =>
  text.split(',').map((value) => (value === '' ? null : Number(value)));

const MERGES = {
  sum: (a: number, b: number): number => a + b,
  min: Math.min,
  max: Math.max,
} as const;

const merge = (name: MeasureName, a: number | null, b: number | null): number | null => {
  if (a === null || b === null) return a ?? b;
  return MERGES[measureOf(name).merge](a, b);
};

/** The answers in a row's lists: one a bucket, oldest first, what several segments hold of it merged. */
const readRow = <M extends MeasureName>(row: ListedUsageRow, measures: readonly M[]): UsageAnswer<M>[] => {
  const { slice, pattern_id, name } = row;
  const lists = measures.map((measure) => parseList(row[measure] as string));
  const buckets = row.bucket === undefined ? lists[0]!.map(() => null) : parseList(row.bucket);
  const found = new Map<number | null, Record<string, unknown>>();
  for (const [index, bucket] of buckets.entries()) {
    const known = found.get(bucket);
    const answer = known ?? { slice, pattern_id, name, bucket };
    for (const [column, measure] of measures.entries()) {
      const value = lists[column]![index]!;
      answer[measure] = known ? merge(measure, known[measure] as number | null, value) : value;
    }
    if (!known) found.set(bucket, answer);
  }
  const answers = [...found.values()] as UsageAnswer<M>[];
  return answers.sort((a, b) => (a.bucket ?? 0) - (b.bucket ?? 0));
};

/** What the rows of a usage query say, in their order and then by bucket. */
export const readUsageRows = <M extends MeasureName>(
  rows: readonly ListedUsageRow[],
  measures: readonly M[],
): UsageAnswer<M>[] => rows.flatMap((row) => readRow(row, measures));
