import type { ReactNode } from 'react';
import * as format from '../../format/format.js';
import { Panel } from '../../parts/panel.js';
import { type Arrivals, DOOR_NAMES } from './doors.js';

/** Why usages were refused, and at which doors. */
export const Refusals = ({ arrivals }: { readonly arrivals: Arrivals }): ReactNode => {
  const { doors, reasons, total } = arrivals;
  const doorsOf = (code: string): string =>
    doors
      .flatMap((door) => {
        const reason = door.reasons.find((one) => one.code === code);
        return reason === undefined ? [] : [`${DOOR_NAMES[door.door]} ${format.count(reason.count)}`];
      })
      .join(' · ');
  return (
    <Panel
      title="Refused, and why"
      note="Of several faults of a usage the first counts."
      className="refusals"
      aside={<span className="muted">{format.count(total.rejected)} in all</span>}
    >
      {reasons.length === 0 ? (
        <p className="none-refused">Nothing was refused.</p>
      ) : (
        <ul className="reasons">
          {reasons.map(({ code, message, count }) => (
            <li key={code} data-code={code}>
              <p>{message}</p>
              <strong>{format.count(count)}</strong>
              <p className="muted">
                <code>{code}</code> {doorsOf(code)}
              </p>
              <meter min={0} max={total.rejected} value={count} aria-label={`Refused as ${code}`} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
};
