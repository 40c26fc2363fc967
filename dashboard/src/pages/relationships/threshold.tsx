import { type ReactNode, useId, useState } from 'react';
import { useDelayed } from '../../view/use-delayed.js';
import { useView } from '../../view/use-view.js';
import type { GraphChoice } from './graph-query.js';
import { MEASURE_TEXTS } from './measures.js';

interface Props {
  readonly choice: GraphChoice;
  /** The highest value that there is; null while it is not known. */
  readonly highest: number | null;
}

/** How long the slider has to rest before its value is taken. */
const PAUSE_MS = 200;
const STOPS = 100;

/** A round step that cuts a range into about a hundred. */
const stepOf = (highest: number): number => 10 ** Math.floor(Math.log10(highest / STOPS));

/** How strongly patterns have to belong together to be shown; in the URL after a pause. */
export const Threshold = ({ choice, highest }: Props): ReactNode => {
  const { change } = useView();
  const id = useId();
  const { measure, least } = choice;
  const said = least ?? 0;
  const [value, setValue] = useDelayed(
    said,
    (one) => one,
    // The first move makes an entry in the history, what follows amends it.
    (next) => change({ least: next === 0 ? null : String(next) }, { replace: said !== 0 }),
    PAUSE_MS,
  );

  // Another step would move the slider while somebody has hold of it: until the next is known, the last one holds.
  const [strongest, setStrongest] = useState(highest);
  if (highest !== null && highest !== strongest) setStrongest(highest);
  const step = stepOf(strongest ?? 1);
  // So far that the strongest is still shown.
  const end = Math.max(step, Math.floor((strongest ?? 1) / step) * step, said);
  const { title, write } = MEASURE_TEXTS[measure];
  return (
    <span className="choice threshold">
      <label htmlFor={id}>{title} from</label>
      <input
        id={id}
        type="range"
        min={0}
        max={Number(end.toFixed(12))}
        step={step}
        value={value}
        aria-valuetext={write(value)}
        onChange={({ target }) => setValue(Number(Number(target.value).toFixed(12)))}
      />
      <output htmlFor={id}>{write(value)}</output>
    </span>
  );
};
