import { type ReactNode, useId } from 'react';
import * as format from '../format/format.js';
import { usePatternField } from './use-pattern-field.js';
import type { FoundPattern } from './use-pattern-search.js';

interface Props {
  readonly label: string;
  /** Patterns that are not offered. */
  readonly without: readonly string[];
  readonly isDisabled?: boolean;
  readonly onChoose: (pattern: FoundPattern) => void;
}

/** Finds a pattern by what is typed, among the most used where nothing is; the server searches. */
export const PatternSearch = ({ label, without, isDisabled = false, onChoose }: Props): ReactNode => {
  const id = useId();
  const field = usePatternField(without, onChoose);
  const { isOpen, place } = field;
  return (
    <div className="pattern-search">
      <label htmlFor={`${id}-text`} className="visually-hidden">
        {label}
      </label>
      <input
        id={`${id}-text`}
        className="field"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && place >= 0 ? `${id}-${String(place)}` : undefined}
        autoComplete="off"
        placeholder={label}
        maxLength={200}
        disabled={isDisabled}
        value={field.text}
        onChange={({ target }) => field.onType(target.value)}
        onFocus={field.onOpen}
        onClick={field.onOpen}
        onBlur={field.onClose}
        onKeyDown={field.onKeyDown}
      />
      <div
        className="pattern-search-list"
        hidden={!isOpen}
        // The field keeps the focus.
        onMouseDown={(event) => event.preventDefault()}
      >
        <ul id={`${id}-list`} role="listbox" aria-label={label}>
          {field.offered.map((one, at) => (
            <li
              key={one.id}
              id={`${id}-${String(at)}`}
              role="option"
              aria-selected={at === place}
              onMouseEnter={() => field.onPoint(at)}
              onClick={() => field.onChoose(one)}
            >
              <span>{one.name}</span>
              <span className="muted">{format.count(one.usages)}</span>
            </li>
          ))}
        </ul>
        <p className="muted" role="status">
          {isOpen && field.said}
        </p>
      </div>
    </div>
  );
};
