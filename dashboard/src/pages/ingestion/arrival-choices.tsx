import type { ReactNode } from 'react';
import { Choice } from '../../parts/choice.js';
import { useView } from '../../view/use-view.js';
import { arrivalWidths } from './arrivals-query.js';
import type { Arrivals } from './sources.js';
import { type Measure, MEASURES } from './measures.js';

interface Props {
  readonly measure: Measure;
  /** The one that is shown, chosen or not. */
  readonly granularity: Arrivals['granularity'];
}

/** What of the arrivals is drawn, and how wide its buckets are. */
export const ArrivalChoices = ({ measure, granularity }: Props): ReactNode => {
  const { view, parameters, change } = useView();
  const widths = arrivalWidths(view);
  return (
    <span className="arrival-choices">
      <Choice
        label="Show"
        value={measure === 'received' ? null : measure}
        none="received"
        values={MEASURES.filter((one) => one !== 'received')}
        onChange={(show) => change({ show })}
      />
      <Choice
        label="By"
        value={widths.find((width) => width === parameters.get('by')) ?? null}
        none={parameters.get('by') === null ? `auto (${granularity})` : 'auto'}
        values={widths}
        onChange={(by) => change({ by })}
      />
    </span>
  );
};
