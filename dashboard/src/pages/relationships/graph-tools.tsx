import type { ReactNode } from 'react';
import { PatternSearch } from '../../parts/pattern-search.js';
import { Choice } from '../../parts/choice.js';
import { useView } from '../../view/use-view.js';
import { DEFAULT_LIMIT, DEFAULT_MEASURE, type GraphChoice, LIMITS, MEASURES, SIZES } from './graph-query.js';
import { MEASURE_TEXTS } from './measures.js';
import { Threshold } from './threshold.js';

interface Props {
  readonly choice: GraphChoice;
  readonly highest: number | null;
  /** Of the pattern that is focused. */
  readonly focusName: string;
}

/** What the graph shows and how, all of it in the URL. */
export const GraphTools = ({ choice, highest, focusName }: Props): ReactNode => {
  const { change } = useView();
  const { measure, limit, size, focus } = choice;
  return (
    <div className="relationships-tools">
      <div className="segments" role="group" aria-label="Measure">
        {MEASURES.map((one) => (
          <button
            key={one}
            type="button"
            className="segment"
            aria-pressed={one === measure}
            title={MEASURE_TEXTS[one].meaning}
            onClick={() => change({ measure: one === DEFAULT_MEASURE ? null : one, least: null })}
          >
            {MEASURE_TEXTS[one].title}
          </button>
        ))}
      </div>
      <Threshold key={measure} choice={choice} highest={highest} />
      <Choice
        label="Pairs at most"
        value={limit === DEFAULT_LIMIT ? null : limit}
        none={DEFAULT_LIMIT}
        values={LIMITS.filter((one) => one !== DEFAULT_LIMIT)}
        onChange={(chosen) => change({ pairs: chosen })}
      />
      <Choice
        label="Size by"
        value={size === SIZES[0] ? null : size}
        none={SIZES[0]}
        values={SIZES.slice(1)}
        onChange={(chosen) => change({ size: chosen })}
      />
      {focus === null ? (
        <PatternSearch
          label="Only of one pattern"
          without={[]}
          onChoose={({ id }) => change({ pattern_id: id })}
        />
      ) : (
        <button
          type="button"
          className="button"
          aria-label={`Show others than ${focusName} too`}
          onClick={() => change({ pattern_id: null })}
        >
          {focusName} <span aria-hidden="true">×</span>
        </button>
      )}
    </div>
  );
};
