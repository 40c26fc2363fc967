import type { PatternSort, SortOrder } from './pattern-table.dto.js';
import type { TableRow } from './table-row.js';

type Value = string | number | null;

/** What a row is sorted by; null has no place among the others. */
const VALUE_OF: Readonly<Record<PatternSort, (row: TableRow) => Value>> = {
  name: (row) => row.name,
  type: (row) => row.type,
  node_type: (row) => row.nodeType,
  usage_count: (row) => row.usages + row.unknowns,
  actors: (row) => row.actors,
  success_rate: (row) => row.successRate,
  avg_quality: (row) => row.averageQuality,
  p95_execution_time_ms: (row) => row.p95,
  effectiveness_score: (row) => row.score,
  first_seen: (row) => row.firstSeen,
  last_used: (row) => row.lastUsed,
};

const TEXTS: ReadonlySet<PatternSort> = new Set<PatternSort>(['name', 'type', 'node_type']);

/** As people look names up: whatever the case and the accents, 2 before 10. */
const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: true });

export const defaultOrder = (sort: PatternSort): SortOrder => (TEXTS.has(sort) ? 'asc' : 'desc');

/** The rows in order, what has no value last, what is equal by ascending id. */
export const inOrder = (rows: readonly TableRow[], sort: PatternSort, order: SortOrder): TableRow[] => {
  const sign = order === 'asc' ? 1 : -1;
  const keyed = rows.map((row) => ({ row, value: VALUE_OF[sort](row) }));
  const compare = (a: Value, b: Value): number => {
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    return sign * (typeof a === 'string' ? collator.compare(a, b as string) : a - (b as number));
  };
  return keyed
    .sort((a, b) => compare(a.value, b.value) || (a.row.id < b.row.id ? -1 : 1))
    .map(({ row }) => row);
};
