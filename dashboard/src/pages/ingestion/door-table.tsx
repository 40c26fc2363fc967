import type { ReactNode } from 'react';
import * as format from '../../format/format.js';
import { Panel } from '../../parts/panel.js';
import { type Arrivals, DOOR_NAMES, DOOR_PLACES } from './doors.js';
import { MEASURE_NAMES, MEASURES } from './measures.js';

/** What became of what came in by each door. */
export const DoorTable = ({ arrivals }: { readonly arrivals: Arrivals }): ReactNode => (
  <Panel title="Doors" note="Late: stored more than two minutes after its own time." className="doors">
    <div className="scroller" tabIndex={0} role="region" aria-label="Doors">
      <table className="door-table">
        <thead>
          <tr>
            <th scope="col">Door</th>
            {MEASURES.map((measure) => (
              <th key={measure} scope="col">
                {MEASURE_NAMES[measure]}
              </th>
            ))}
            <th scope="col">Late</th>
          </tr>
        </thead>
        <tbody>
          {arrivals.doors.map((door) => (
            <tr key={door.door} data-door={door.door} className={door.received === 0 ? 'idle' : undefined}>
              <th scope="row" title={DOOR_PLACES[door.door]}>
                <i className="door-mark" style={{ background: `var(--door-${door.door})` }} />
                {DOOR_NAMES[door.door]}
              </th>
              {MEASURES.map((measure) => (
                <td
                  key={measure}
                  data-measure={measure}
                  data-title={MEASURE_NAMES[measure]}
                  className={door[measure] === 0 ? 'zero' : undefined}
                >
                  {format.count(door[measure])}
                </td>
              ))}
              <td data-measure="late" data-title="Late" className={door.late === 0 ? 'zero' : undefined}>
                {format.count(door.late)}
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
