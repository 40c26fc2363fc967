import type { ReactNode } from 'react';
import { Link } from 'wouter';
import * as format from '../../format/format.js';
import { useView } from '../../view/use-view.js';
import { chosenIds, MIN } from '../../view/chosen-ids.js';

/** The way from the patterns that are marked to their comparison. */
export const CompareSelected = (): ReactNode => {
  const { parameters, change, linkTo } = useView();
  const chosen = chosenIds(parameters);
  if (chosen.length === 0) return null;
  return (
    <div className="compare-selected" role="group" aria-label="Marked patterns">
      {chosen.length < MIN ? (
        <span className="muted">Mark another one to compare</span>
      ) : (
        <Link
          className="button primary"
          href={linkTo('/compare', { pattern_id: chosen, type: null, node: null })}
        >
          Compare {format.count(chosen.length)}
        </Link>
      )}
      <button
        type="button"
        className="button quiet"
        onClick={() => change({ pattern_id: null }, { replace: true })}
      >
        Unmark {chosen.length === 1 ? 'it' : 'all'}
      </button>
    </div>
  );
};
