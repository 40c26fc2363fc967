import type { ReactNode } from 'react';
import { TIME_RANGES } from '../api/terms.js';
import { useView } from '../view/use-view.js';
import { CustomRange } from './custom-range.js';

/** How far back the page looks: by a name, or from when to when. */
export const RangeChoice = (): ReactNode => {
  const { view, change } = useView();
  return (
    <div className="segments" role="group" aria-label="Range">
      {TIME_RANGES.map((range) => (
        <button
          key={range}
          type="button"
          className="segment"
          aria-pressed={view.range === range}
          onClick={() => change({ range, from: null, to: null })}
        >
          {range}
        </button>
      ))}
      <CustomRange />
    </div>
  );
};
