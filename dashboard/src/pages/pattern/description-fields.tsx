import { type ReactNode, useId } from 'react';
import { NODE_TYPES } from '../../api/terms.js';
import { words } from '../../format/format.js';
import type { Description } from './use-describe.js';
import type { Pattern } from './use-pattern.js';
import { TypeField } from './type-field.js';

const text = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
};

const orNull = (value: string): string | null => (value === '' ? null : value);

/** What the fields say. */
export const descriptionOf = (form: FormData): Description => ({
  name: orNull(text(form, 'name')),
  type: orNull(text(form, 'type').trim()),
  node_type: NODE_TYPES.find((one) => one === text(form, 'node_type')) ?? null,
  description: orNull(text(form, 'description')),
  tags: text(form, 'tags')
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== ''),
});

interface Props {
  readonly pattern: Pattern;
  /** JSON pointers to what the server refused. */
  readonly wrong: readonly string[];
}

/** The fields of a pattern's description, filled with what it is. */
export const DescriptionFields = ({ pattern, wrong }: Props): ReactNode => {
  const id = useId();
  /** Whether something is wrong with a field, or with an item of it. */
  const isFaulty = (field: string): boolean | undefined =>
    wrong.some((pointer) => `${pointer}/`.startsWith(`/${field}/`)) || undefined;

  const choice = (name: 'node_type', label: string, values: readonly string[]): ReactNode => (
    <div>
      <label htmlFor={`${id}-${name}`}>{label}</label>
      <select
        id={`${id}-${name}`}
        className="field"
        name={name}
        defaultValue={pattern[name] ?? ''}
        aria-invalid={isFaulty(name)}
      >
        <option value="">None</option>
        {values.map((one) => (
          <option key={one} value={one}>
            {words(one)}
          </option>
        ))}
      </select>
    </div>
  );

  return (
    <>
      <label>
        Name
        <input name="name" defaultValue={pattern.name ?? ''} aria-invalid={isFaulty('name')} />
      </label>
      <div className="field-pair">
        <TypeField type={pattern.type} isFaulty={isFaulty('type')} />
        {choice('node_type', 'Node type', NODE_TYPES)}
      </div>
      <label>
        Description
        <textarea
          name="description"
          rows={4}
          defaultValue={pattern.description ?? ''}
          aria-invalid={isFaulty('description')}
        />
      </label>
      <label>
        Tags, with commas between them
        <input name="tags" defaultValue={pattern.tags.join(', ')} aria-invalid={isFaulty('tags')} />
      </label>
    </>
  );
};
