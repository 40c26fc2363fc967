import type { ReactNode } from 'react';
import { GRANULARITIES, NODE_TYPES, OUTCOMES, PATTERN_TYPES, TIME_RANGES } from '../api/terms.js';
import { words } from '../format/format.js';
import { useView } from '../view/use-view.js';
import { granularityOf } from '../view/view.js';
import { Choice } from './choice.js';
import { CustomRange } from './custom-range.js';
import { TimeZoneChoice } from './time-zone-choice.js';

/** Range, granularity, time zone and filters: what the URL says, and what it can say. */
export const Toolbar = (): ReactNode => {
  const { view, change } = useView();
  const filters = [view.patternType, view.nodeType, ...view.outcomes].filter((one) => one !== null);
  return (
    <div className="toolbar" role="group" aria-label="Range and filters">
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
      <Choice
        label="By"
        value={view.granularity}
        none={`auto (${granularityOf(view)})`}
        values={GRANULARITIES}
        onChange={(granularity) => change({ granularity })}
      />
      <Choice
        label="Type"
        value={view.patternType}
        none="all"
        values={PATTERN_TYPES}
        onChange={(type) => change({ type })}
      />
      <Choice
        label="Node"
        value={view.nodeType}
        none="all"
        values={NODE_TYPES}
        onChange={(node) => change({ node })}
      />
      <fieldset className="outcomes">
        <legend>Outcome</legend>
        {OUTCOMES.map((outcome) => {
          const isChosen = view.outcomes.includes(outcome);
          return (
            <button
              key={outcome}
              type="button"
              className="chip"
              data-outcome={outcome}
              aria-pressed={isChosen}
              onClick={() => {
                const chosen = OUTCOMES.filter((one) =>
                  one === outcome ? !isChosen : view.outcomes.includes(one),
                );
                change({ outcome: chosen.length === 0 ? null : chosen.join(',') });
              }}
            >
              {words(outcome)}
            </button>
          );
        })}
      </fieldset>
      <TimeZoneChoice />
      {filters.length > 0 && (
        <button
          type="button"
          className="button quiet"
          onClick={() => change({ type: null, node: null, outcome: null })}
        >
          Clear filters
        </button>
      )}
    </div>
  );
};
