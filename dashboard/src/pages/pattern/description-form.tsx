import { type ReactNode, useId, useState } from 'react';
import { RequestProblem } from '../../api/problem.js';
import { NODE_TYPES, PATTERN_TYPES } from '../../api/terms.js';
import { words } from '../../format/format.js';
import { ChangedMeanwhile } from './changed-meanwhile.js';
import { TheirChange } from './their-change.js';
import { useDescribe } from './use-describe.js';
import type { Pattern } from './use-pattern.js';

interface Props {
  readonly pattern: Pattern;
  /** Saved or given up. */
  readonly onDone: () => void;
}

const text = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === 'string' ? value.trim() : '';
};

const orNull = (value: string): string | null => (value === '' ? null : value);

/** What people say of a pattern; whether it will do is the server's to say. */
export const DescriptionForm = ({ pattern: opened, onDone }: Props): ReactNode => {
  const id = useId();
  // While it is open nothing that others do changes its fields.
  const [pattern, setPattern] = useState(opened);
  const describe = useDescribe(pattern.id, onDone);
  const { error } = describe;
  const faults = error instanceof RequestProblem ? (error.document.errors ?? []) : [];
  /** What is wrong with a field, or with an item of it. */
  const isFaulty = (field: string): boolean | undefined =>
    faults.some(({ pointer }) => `${pointer}/`.startsWith(`/${field}/`)) || undefined;

  const save = (form: FormData): void => {
    const description = {
      name: orNull(text(form, 'name')),
      type: PATTERN_TYPES.find((one) => one === text(form, 'type')) ?? null,
      node_type: NODE_TYPES.find((one) => one === text(form, 'node_type')) ?? null,
      description: orNull(text(form, 'description')),
      tags: text(form, 'tags')
        .split(',')
        .map((tag) => tag.trim())
        .filter((tag) => tag !== ''),
    };
    describe.mutate({ description, known: error instanceof ChangedMeanwhile ? error.now : pattern });
  };

  const choice = (name: 'type' | 'node_type', label: string, values: readonly string[]): ReactNode => (
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
    <form
      key={pattern.etag}
      noValidate
      aria-describedby={error === null ? undefined : `${id}-fault`}
      onSubmit={(event) => {
        event.preventDefault();
        save(new FormData(event.currentTarget));
      }}
    >
      <label>
        Name
        <input name="name" defaultValue={pattern.name ?? ''} aria-invalid={isFaulty('name')} />
      </label>
      <div className="field-pair">
        {choice('type', 'Type', PATTERN_TYPES)}
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
      {error instanceof ChangedMeanwhile && (
        <TheirChange
          theirs={error.now}
          mine={describe.variables?.description ?? {}}
          onTake={() => {
            setPattern(error.now);
            describe.reset();
          }}
        />
      )}
      {error !== null && !(error instanceof ChangedMeanwhile) && (
        <div id={`${id}-fault`} className="fault" role="alert">
          {faults.length > 1 ? (
            <ul>
              {faults.map(({ pointer, message }) => (
                <li key={pointer}>{message}</li>
              ))}
            </ul>
          ) : (
            error.message
          )}
        </div>
      )}
      <div className="dialog-buttons">
        <button type="button" className="button quiet" onClick={onDone}>
          Cancel
        </button>
        <button type="submit" className="button primary" disabled={describe.isPending}>
          Save
        </button>
      </div>
    </form>
  );
};
