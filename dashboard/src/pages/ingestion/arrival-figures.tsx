import type { ReactNode } from 'react';
import { Sparkline } from '../../charts/sparkline.js';
import * as format from '../../format/format.js';
import type { Arrivals } from './sources.js';
import { MEASURE_NAMES, type Measure } from './measures.js';

const SHOWN = ['received', 'stored', 'duplicates', 'rejected'] as const satisfies readonly Measure[];

/** Shares closer to none or to all than this are not rounded to them. */
const MIN = 0.001;

const share = (count: number, total: number): string => {
  if (count === 0 || count === total) return `${format.percent(count / total)} of what came in`;
  if (count / total < MIN) return `under ${format.percent(MIN)} of what came in`;
  return count / total > 1 - MIN
    ? `over ${format.percent(1 - MIN)} of what came in`
    : `${format.percent(count / total)} of what came in`;
};

/** What became of all that came in, each with its course. */
export const ArrivalFigures = ({ arrivals }: { readonly arrivals: Arrivals }): ReactNode => {
  const { total, buckets } = arrivals;
  return (
    <dl className="tiles">
      {SHOWN.map((measure) => (
        <div key={measure} className="panel tile" data-measure={measure}>
          <dt>{MEASURE_NAMES[measure]}</dt>
          <dd
            className="tile-value"
            data-verdict={measure === 'rejected' && total.rejected > 0 ? 'bad' : 'even'}
          >
            {format.count(total[measure])}
          </dd>
          <dd className="muted">
            {measure === 'received'
              ? `${format.count(total.amended)} amended a usage`
              : share(total[measure], total.received)}
          </dd>
          <dd aria-hidden="true">
            <Sparkline
              values={buckets.map(({ doors }) => doors.reduce((sum, source) => sum + source[measure], 0))}
              isLastPartial={buckets.at(-1)?.partial === true}
              isFromZero
              colour={measure === 'rejected' ? 'var(--bad)' : 'var(--accent)'}
            />
          </dd>
        </div>
      ))}
    </dl>
  );
};
