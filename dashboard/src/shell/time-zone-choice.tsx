import type { ReactNode } from 'react';
import { useView } from '../view/use-view.js';
import { browserTimeZone } from '../view/view.js';

const known: readonly string[] = Intl.supportedValuesOf('timeZone');

export const TimeZoneChoice = (): ReactNode => {
  const { view, change } = useView();
  const first = [...new Set([view.timeZone, browserTimeZone(), 'UTC'])];
  return (
    <label className="choice time-zone">
      <span>Time zone</span>
      <select value={view.timeZone} onChange={({ target }) => change({ tz: target.value })}>
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
    </label>
  );
};
