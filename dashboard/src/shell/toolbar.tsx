import type { ReactNode } from 'react';
import { GRANULARITIES, NODE_TYPES } from '../api/terms.js';
import type { Tool } from '../pages/pages.js';
import { useView } from '../view/use-view.js';
import { granularityOf } from '../view/view.js';
import { Choice } from '../parts/choice.js';
import { OutcomeChoice } from './outcome-choice.js';
import { RangeChoice } from './range-choice.js';
import { TimeZoneChoice } from './time-zone-choice.js';
import { TypeChoice } from './type-choice.js';
import { VersionField } from './version-field.js';

interface Props {
  readonly tools: readonly Tool[];
}

/** Range, granularity, time zone and filters: what the URL says, and what it can say. */
export const Toolbar = ({ tools }: Props): ReactNode => {
  const { view, change } = useView();
  const filters = [
    tools.includes('type') && view.patternType,
    tools.includes('node') && view.nodeType,
    tools.includes('outcome') && view.outcomes[0],
    tools.includes('version') && view.version,
  ];
  return (
    <div className="toolbar" role="group" aria-label="Range and filters">
      {tools.includes('range') && <RangeChoice />}
      {tools.includes('granularity') && (
        <Choice
          label="By"
          value={view.granularity}
          none={`auto (${granularityOf({ ...view, granularity: null })})`}
          values={GRANULARITIES}
          onChange={(granularity) => change({ granularity })}
        />
      )}
      {tools.includes('type') && <TypeChoice />}
      {tools.includes('node') && (
        <Choice
          label="Node"
          value={view.nodeType}
          none="all"
          values={NODE_TYPES}
          onChange={(node) => change({ node })}
        />
      )}
      {tools.includes('outcome') && <OutcomeChoice />}
      {tools.includes('version') && <VersionField />}
      {tools.includes('zone') && <TimeZoneChoice />}
      {filters.some(Boolean) && (
        <button
          type="button"
          className="button quiet"
          onClick={() => change({ type: null, node: null, outcome: null, version: null })}
        >
          Clear filters
        </button>
      )}
    </div>
  );
};
