import type { ReactNode } from 'react';
import { OUTCOMES } from '../api/terms.js';
import { words } from '../format/format.js';
import { useView } from '../view/use-view.js';

/** Any of the outcomes; none chosen means all. */
export const OutcomeChoice = (): ReactNode => {
  const { view, change } = useView();
  const { outcomes } = view;
  return (
    <fieldset className="outcomes">
      <legend>Outcome</legend>
      {OUTCOMES.map((outcome) => {
        const isChosen = outcomes.includes(outcome);
        return (
          <button
            key={outcome}
            type="button"
            className="chip"
            data-outcome={outcome}
            aria-pressed={isChosen}
            onClick={() => {
              const chosen = OUTCOMES.filter((one) => (one === outcome ? !isChosen : outcomes.includes(one)));
              change({ outcome: chosen.length === 0 ? null : chosen.join(',') });
            }}
          >
            {words(outcome)}
          </button>
        );
      })}
    </fieldset>
  );
};
