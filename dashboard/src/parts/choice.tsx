import { type ReactNode, useId } from 'react';
import { words } from '../format/format.js';

interface Props<T extends string> {
  readonly label: string;
  readonly value: T | null;
  /** What is said where none is chosen. */
  readonly none: string;
  readonly values: readonly T[];
  readonly onChange: (value: T | null) => void;
}

/** One of several, or none of them. */
export const Choice = <T extends string>({ label, value, none, values, onChange }: Props<T>): ReactNode => {
  const id = useId();
  return (
    <span className="choice">
      <label htmlFor={id}>{label}</label>
      <select
        id={id}
        value={value ?? ''}
        onChange={({ target }) => onChange(values.find((one) => one === target.value) ?? null)}
      >
        <option value="">{words(none)}</option>
        {values.map((one) => (
          <option key={one} value={one}>
            {words(one)}
          </option>
        ))}
      </select>
    </span>
  );
};
