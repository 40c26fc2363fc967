import { type ReactNode, useId, useState } from 'react';
import { RequestProblem } from '../../api/problem.js';
import { ChangedMeanwhile } from './changed-meanwhile.js';
import { DescriptionFields, descriptionOf } from './description-fields.js';
import { TheirChange } from './their-change.js';
import { useDescribe } from './use-describe.js';
import type { Pattern } from './use-pattern.js';

interface Props {
  readonly pattern: Pattern;
  /** Saved or given up. */
  readonly onDone: () => void;
}

type Faults = NonNullable<RequestProblem['document']['errors']>;

/** Why the server did not take it; where several fields are wrong, what is wrong with each. */
const faultText = (error: Error, faults: Faults): ReactNode => {
  if (faults.length < 2) return error.message;
  return (
    <ul>
      {faults.map(({ pointer, message }) => (
        <li key={pointer}>{message}</li>
      ))}
    </ul>
  );
};

/** What people say of a pattern; whether it will do is the server's to say. */
export const DescriptionForm = ({ pattern: opened, onDone }: Props): ReactNode => {
  const id = useId();
  // While it is open nothing that others do changes its fields.
  const [pattern, setPattern] = useState(opened);
  const describe = useDescribe(pattern.id, onDone);
  const { error } = describe;
  const faults = error instanceof RequestProblem ? (error.document.errors ?? []) : [];
  return (
    <form
      key={pattern.etag}
      noValidate
      aria-describedby={error === null ? undefined : `${id}-fault`}
      onSubmit={(event) => {
        event.preventDefault();
        const description = descriptionOf(new FormData(event.currentTarget));
        describe.mutate({ description, known: error instanceof ChangedMeanwhile ? error.now : pattern });
      }}
    >
      <DescriptionFields pattern={pattern} wrong={faults.map(({ pointer }) => pointer)} />
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
          {faultText(error, faults)}
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
