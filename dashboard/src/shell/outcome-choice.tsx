import type { ReactNode } from 'react';
import { KNOWN_OUTCOMES } from '../api/terms.js';
import { words } from '../format/format.js';
import { useView } from '../view/use-view.js';

/** Any of the outcomes; none chosen means all. */
export const OutcomeChoice = (): ReactNode => {
  const { view, change } = useView();
  const { outcomes } = view;
  return (
    <fieldset className="outcomes">
      <legend>Outcome</legend>
      {KNOWN_OUTCOMES.map((outcome) => {
        const isChosen = outcomes.includes(outcome);
        return (
          <button
            key={outcome}
            type="button"
            className="chip"
            data-outcome={outcome}
            aria-pressed={isChosen}
            onClick={() => {
              const chosen = KNOWN_OUTCOMES.filter((one) =>
                one === outcome ? !isChosen : outcomes.includes(one),
              );
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
