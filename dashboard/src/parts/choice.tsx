import { type ReactNode, useId } from 'react';
import { words } from '../format/format.js';

/** What can be chosen, under a name of its own. */
export interface Option<T extends string> {
  readonly value: T;
  readonly name: string;
}

interface Props<T extends string> {
  readonly label: string;
  readonly value: T | null;
  /** What is said where none is chosen. */
  readonly none: string;
  /** Terms of the API are shown in words. */
  readonly values: readonly (T | Option<T>)[];
  readonly onChange: (value: T | null) => void;
}

/** One of several, or none of them. */
export const Choice = <T extends string>({ label, value, none, values, onChange }: Props<T>): ReactNode => {
  const id = useId();
  const options = values.map((one) => (typeof one === 'string' ? { value: one, name: words(one) } : one));
  return (
    <span className="choice">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value ?? ''}
        onChange={({ target }) => onChange(options.find((one) => one.value === target.value)?.value ?? null)}
      >
        <option value="">{words(none)}</option>
        {options.map((one) => (
          <option key={one.value} value={one.value}>
            {one.name}
          </option>
        ))}
      </select>
    </span>
  );
};
