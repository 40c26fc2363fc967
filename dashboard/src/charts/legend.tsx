import type { ReactNode } from 'react';
import { isPartial, type TimePlan } from './time-plan.js';

/** Which colour is what; a single line has its name from the title. */
export const Legend = ({ plan: { series, buckets, look } }: { readonly plan: TimePlan }): ReactNode => (
  <ul className="legend">
    {(look.engine === 'bars' || series.length > 1) &&
      series.map(({ name, colour }) => (
        <li key={name}>
          <i style={{ background: `var(--${colour})` }} />
          {name}
        </li>
      ))}
    {buckets.some(isPartial) && (
      <li>
        <i className="hatched" />
        Incomplete
      </li>
    )}
  </ul>
);
