import type { ReactNode } from 'react';
import { useView } from '../../view/use-view.js';
import { chosenIds, MAX } from '../../view/chosen-ids.js';

interface Props {
  readonly id: string;
  readonly name: string;
}

/** Marks a pattern to be compared; the marks are in the URL. */
export const SelectPattern = ({ id, name }: Props): ReactNode => {
  const { parameters, change } = useView();
  const chosen = chosenIds(parameters);
  const isChosen = chosen.includes(id);
  return (
    <input
      type="checkbox"
      className="select-pattern"
      aria-label={`Compare ${name}`}
      title={isChosen || chosen.length < MAX ? 'Compare' : `At most ${String(MAX)} can be compared`}
      checked={isChosen}
      disabled={!isChosen && chosen.length >= MAX}
      onChange={() =>
        change(
          { pattern_id: isChosen ? chosen.filter((one) => one !== id) : [...chosen, id] },
          { replace: true },
        )
      }
    />
  );
};
