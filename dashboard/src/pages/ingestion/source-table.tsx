import type { ReactNode } from 'react';
import * as format from '../../format/format.js';
import { Panel } from '../../parts/panel.js';
import { type Arrivals, SOURCE_NAMES, SOURCE_PLACES } from './sources.js';
import { MEASURE_NAMES, MEASURES } from './measures.js';

/** What became of what came in from each source. */
export const SourceTable = ({ arrivals }: { readonly arrivals: Arrivals }): ReactNode => (
  <Panel title="Sources" note="Late: stored more than two minutes after its own time." className="sources">
    <div className="scroller" tabIndex={0} role="region" aria-label="Sources">
      <table className="source-table">
        <thead>
          <tr>
            <th scope="col">Source</th>
            {MEASURES.map((measure) => (
              <th key={measure} scope="col">
                {MEASURE_NAMES[measure]}
              </th>
            ))}
            <th scope="col">Late</th>
          </tr>
        </thead>
        <tbody>
          {arrivals.doors.map((source) => (
            <tr
              key={source.door}
              data-source={source.door}
              className={source.received === 0 ? 'idle' : undefined}
            >
              <th scope="row" title={SOURCE_PLACES[source.door]}>
                <i className="source-mark" style={{ background: `var(--source-${source.door})` }} />
                {SOURCE_NAMES[source.door]}
              </th>
              {MEASURES.map((measure) => (
                <td
                  key={measure}
                  data-measure={measure}
                  data-title={MEASURE_NAMES[measure]}
                  className={source[measure] === 0 ? 'zero' : undefined}
                >
                  {format.count(source[measure])}
                </td>
              ))}
              <td data-measure="late" data-title="Late" className={source.late === 0 ? 'zero' : undefined}>
                {format.count(source.late)}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">All</th>
            {MEASURES.map((measure) => (
              <td key={measure} data-title={MEASURE_NAMES[measure]}>
                {format.count(arrivals.total[measure])}
              </td>
            ))}
            <td data-title="Late">{format.count(arrivals.doors.reduce((sum, { late }) => sum + late, 0))}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  </Panel>
);
