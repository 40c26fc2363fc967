import type { ReactNode } from 'react';
import * as format from '../../format/format.js';
import { Panel } from '../../parts/panel.js';
import { type Arrivals, SOURCE_NAMES } from './sources.js';

/** Why usages were refused, and from which sources. */
export const Refusals = ({ arrivals }: { readonly arrivals: Arrivals }): ReactNode => {
  const { doors, reasons, total } = arrivals;
  const sourcesOf = (code: string): string =>
    doors
      .flatMap((source) => {
        const reason = source.reasons.find((one) => one.code === code);
        return reason === undefined ? [] : [`${SOURCE_NAMES[source.door]} ${format.count(reason.count)}`];
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
                <code>{code}</code> {sourcesOf(code)}
              </p>
              <meter min={0} max={total.rejected} value={count} aria-label={`Refused as ${code}`} />
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
};
