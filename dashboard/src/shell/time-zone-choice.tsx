import { type ReactNode, useId } from 'react';
import { useView } from '../view/use-view.js';
import { browserTimeZone } from '../view/time-zone.js';

const known: readonly string[] = Intl.supportedValuesOf('timeZone');

export const TimeZoneChoice = (): ReactNode => {
  const { view, change } = useView();
  const id = useId();
  const first = [...new Set([view.timeZone, browserTimeZone(), 'UTC'])];
  return (
    <span className="choice time-zone">
      <label htmlFor={id} className="visually-hidden">
        Time zone
      </label>
      <select
        id={id}
        title="Time zone"
        value={view.timeZone}
        onChange={({ target }) => change({ tz: target.value })}
      >
        {first.map((zone) => (
          <option key={zone}>{zone}</option>
        ))}
        <optgroup label="All">
          {known
            .filter((zone) => !first.includes(zone))
            .map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
        </optgroup>
      </select>
    </span>
  );
};
