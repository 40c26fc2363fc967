import { mapInTurns } from '../../common/map-in-turns.js';
import { displayName } from '../../common/pattern-terms.js';
import { type DimensionValue, OTHER } from '../../store/rollups/dimension.js';
import type { PatternRepository } from '../../store/patterns/pattern.repository.js';
import type { MeasureName } from '../../store/rollups/usage-measures.js';
import type { UsageAnswer } from '../../store/usages/usage-rows.js';
import type { Grouping } from '../query/grouping.js';
import { sumOf } from '../usage-metrics.js';
import { filterPeriods, groupPeriods, type Periods } from './periods.js';

type AnyRow = UsageAnswer<never>;

/** A pattern or a value of a dimension, and the rows that are about it. */
export interface Series<Row> extends Periods<Row> {
  /** The pattern's id, or the value's JSON. */
  readonly id: string;
  /** The pattern's name as it is shown. */
  readonly name: string;
  /** Null of a pattern. */
  readonly value: DimensionValue;
}

/** A dimension's value as an id: its JSON. */
export const valueIdOf = ({ value }: Pick<AnyRow, 'value'>): string => JSON.stringify(value ?? null);

/** A dimension's value as answers show it. */
export const groupValue = ({
  value,
}: {
  readonly value: DimensionValue;
}): { value: string | null; is_other?: true } =>
  value === OTHER ? { value: 'other', is_other: true } : { value };

/** Tells a pattern or value from all others: a pattern's id, or the value's JSON. */
export const seriesIdOf = (row: Pick<AnyRow, 'pattern_id' | 'value'>): string =>
  row.pattern_id === '' ? valueIdOf(row) : row.pattern_id;

export const toSeries = <Row extends AnyRow>(id: string, rows: Periods<Row>): Series<Row> => {
  const row = rows.current[0];
  return { id, name: displayName(id, row?.name ?? null), value: row?.value ?? null, ...rows };
};

/** Series of the rows in the order in which each first comes; what is only in the period before has none. */
export const seriesOf = async <Row extends AnyRow>(
  rows: Periods<Row>,
  idOf: (row: Row) => string = seriesIdOf,
): Promise<Series<Row>[]> => {
  const groups = [...(await groupPeriods(rows, idOf))].filter(([, { current }]) => current.length > 0);
  return mapInTurns(groups, ([id, own]) => toSeries(id, own));
};

/** The same by a count, those that have the most first, what is equal by ascending id. */
export const rankedSeries = async <M extends MeasureName, Row extends UsageAnswer<M>>(
  rows: Periods<Row>,
  count: M,
  idOf?: (row: Row) => string,
): Promise<Series<Row>[]> => {
  const series = await seriesOf(rows, idOf);
  const counted = await mapInTurns(series, (one) => ({ one, count: sumOf(one.current, count) }));
  return counted.sort((a, b) => b.count - a.count || (a.one.id < b.one.id ? -1 : 1)).map(({ one }) => one);
};

/** Rows of none of these series. */
export const rowsBeyond = <Row extends AnyRow>(
  rows: Periods<Row>,
  series: readonly Series<Row>[],
): Periods<Row> => {
  const ids = new Set(series.map(({ id }) => id));
  return filterPeriods(rows, (row) => !ids.has(seriesIdOf(row)));
};

/** Series without rows of the patterns that a question names and its answer has nothing of, in its order. */
export const unusedSeries = async (
  patterns: PatternRepository,
  asked: readonly string[] = [],
  used: Iterable<string>,
): Promise<Series<never>[]> => {
  const known = new Set(used);
  const unused = asked.filter((id) => !known.has(id));
  if (unused.length === 0) return [];
  const names = await patterns.namesOf(unused);
  return unused.map((id) => ({
    ...toSeries(id, { current: [], previous: [] }),
    name: displayName(id, names.get(id) ?? null),
  }));
};

/**
 * Series as an answer lists them: patterns, or values of a dimension as groups.
 * @param data what is said of each, by its place.
 */
export const listSeries = <Data>(
  { key }: Grouping,
  series: readonly Series<unknown>[],
  data: readonly Data[],
): {
  patterns: (Data & { pattern_id: string; pattern_name: string })[];
  groups?: (Data & { value: string | null; is_other?: true })[];
} =>
  key === 'dimension'
    ? { patterns: [], groups: series.map((one, at) => ({ ...groupValue(one), ...data[at]! })) }
    : { patterns: series.map(({ id, name }, at) => ({ pattern_id: id, pattern_name: name, ...data[at]! })) };
