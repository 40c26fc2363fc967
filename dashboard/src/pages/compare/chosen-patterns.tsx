import type { ReactNode } from 'react';
import { Mark } from '../../charts/mark.js';
import * as format from '../../format/format.js';
import { PatternSearch } from '../../parts/pattern-search.js';
import type { FoundPattern } from '../../parts/use-pattern-search.js';
import { useView } from '../../view/use-view.js';
import { MIN, MAX } from '../../view/chosen-ids.js';

interface Props {
  /** All that the URL chooses, also those that are too many. */
  readonly ids: readonly string[];
  readonly nameOf: (id: string) => string;
  readonly onChoose: (pattern: FoundPattern) => void;
}

const advice = (chosen: number): string => {
  if (chosen > MAX)
    return `The first ${format.count(MAX)} of ${format.count(chosen)} patterns are compared; remove some for the others.`;
  if (chosen === MAX) return 'These are as many as can be compared.';
  if (chosen < MIN) return '';
  return `Up to ${format.count(MAX - chosen)} more.`;
};

/** Which patterns are compared: each can be removed, and others found and added. */
export const ChosenPatterns = ({ ids, nameOf, onChoose }: Props): ReactNode => {
  const { change } = useView();
  return (
    <section className="chosen" aria-label="Compared patterns">
      {ids.length > 0 && (
        <ul>
          {ids.map((id, place) => (
            <li key={id} className="chosen-pattern">
              {place < MAX && <Mark place={place} />}
              <span>{nameOf(id)}</span>
              <button
                type="button"
                aria-label={`Remove ${nameOf(id)}`}
                title="Remove"
                onClick={() => change({ pattern_id: ids.filter((one) => one !== id) })}
              >
                ×
              </button>
            </li>
          ))}
        </ul>
      )}
      <PatternSearch label="Add a pattern" without={ids} isDisabled={ids.length >= MAX} onChoose={onChoose} />
      <p className="muted" role="status">
        {advice(ids.length)}
      </p>
    </section>
  );
};
