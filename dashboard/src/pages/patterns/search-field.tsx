import type { ReactNode } from 'react';
import { useDelayed } from '../../view/use-delayed.js';
import { useView } from '../../view/use-view.js';

/** How long nothing has to be typed before it is looked for. */
const PAUSE_MS = 250;

/** Looks for a part of a name; what is typed comes into the URL after a pause. */
export const SearchField = (): ReactNode => {
  const { parameters, change } = useView();
  const sought = parameters.get('q') ?? '';
  const [text, setText] = useDelayed(
    sought,
    (typed) => typed.trim(),
    // The first letter makes an entry in the history, what follows amends it.
    (q) => change({ q: q === '' ? null : q }, { replace: sought !== '' }),
    PAUSE_MS,
  );

  return (
    <label className="search-field">
      <span className="visually-hidden">Search by name</span>
      <input
        type="search"
        className="field"
        placeholder="Search by name"
        maxLength={256}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
    </label>
  );
};
