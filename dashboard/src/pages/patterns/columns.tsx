import type { ReactNode } from 'react';
import { Sparkline } from '../../charts/sparkline.js';
import * as format from '../../format/format.js';
import { ago, moment } from '../../format/times.js';
import { Hint } from '../../parts/hint.js';
import { PatternLink } from '../../parts/pattern-link.js';
import { StateMark } from '../../parts/state-mark.js';
import { SelectPattern } from './select-pattern.js';
import type { Sort } from './table-query.js';
import type { PatternRow } from './use-pattern-pages.js';

export interface Column {
  /** What its heading sorts by. */
  readonly sort: Sort;
  readonly title: string;
  readonly isNumber: boolean;
  readonly cell: (row: PatternRow, timeZone: string) => ReactNode;
}

const TRENDS: Readonly<Record<PatternRow['usage_trend'], string>> = {
  increasing: '↗',
  decreasing: '↘',
  stable: '→',
};

/** The columns, from the left. */
export const COLUMNS: readonly Column[] = [
  {
    sort: 'name',
    title: 'Pattern',
    isNumber: false,
    cell: (row) => (
      <span className="name-cell">
        <SelectPattern id={row.pattern_id} name={row.pattern_name} />
        <PatternLink id={row.pattern_id} name={row.pattern_name} />
        <StateMark state={row.state} keep={row.keep} />
      </span>
    ),
  },
  { sort: 'type', title: 'Type', isNumber: false, cell: (row) => format.words(row.pattern_type) },
  {
    sort: 'node_type',
    title: 'Node',
    isNumber: false,
    cell: (row) => (row.node_type === null ? format.NOTHING : format.words(row.node_type)),
  },
  {
    sort: 'usage_count',
    title: 'Usages',
    isNumber: true,
    cell: (row) => (
      <span className="usage-cell">
        <Sparkline values={row.sparkline} isFromZero isLastPartial />
        <span>
          {format.count(row.usage_count)}{' '}
          <span className="muted" role="img" aria-label={row.usage_trend} title={row.usage_trend}>
            {TRENDS[row.usage_trend]}
          </span>
        </span>
      </span>
    ),
  },
  {
    sort: 'success_rate',
    title: 'Success',
    isNumber: true,
    cell: (row) => (
      <span title={`Of ${format.count(row.known_usages)} usages with a known outcome`}>
        {format.percent(row.success_rate)}
      </span>
    ),
  },
  { sort: 'avg_quality', title: 'Quality', isNumber: true, cell: (row) => format.score(row.avg_quality) },
  {
    sort: 'p95_execution_time_ms',
    title: 'p95',
    isNumber: true,
    cell: (row) => format.duration(row.p95_execution_time_ms),
  },
  {
    sort: 'actors',
    title: 'People',
    isNumber: true,
    cell: (row) => (
      <span title={`Told by ${format.count(row.usages_with_actor)} of the usages`}>
        {format.count(row.actors)}
      </span>
    ),
  },
  {
    sort: 'effectiveness_score',
    title: 'Effectiveness',
    isNumber: false,
    cell: (row) => (
      <span className="score-cell">
        <span>{format.score(row.effectiveness_score)}</span>
        <Hint text={row.reason}>
          <span className="badge" data-recommendation={row.recommendation}>
            {format.words(row.recommendation)}
          </span>
        </Hint>
      </span>
    ),
  },
  {
    sort: 'last_used',
    title: 'Last used',
    isNumber: true,
    cell: (row, timeZone) =>
      row.last_used === null ? (
        format.NOTHING
      ) : (
        <time dateTime={row.last_used} title={moment(row.last_used, timeZone)}>
          {ago(row.last_used)}
        </time>
      ),
  },
];
