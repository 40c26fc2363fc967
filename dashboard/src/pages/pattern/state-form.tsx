import { type ReactNode, useId, useState } from 'react';
import type { PatternState } from '../../parts/state-mark.js';
import { ChangedMeanwhile } from './changed-meanwhile.js';
import { type Replacement, ReplacementField, StateFields } from './state-fields.js';
import { useSayState } from './use-describe.js';
import { type LifeCycle, useLifeCycle } from './use-life-cycle.js';
import type { Pattern } from './use-pattern.js';

interface Props {
  readonly pattern: Pattern;
  /** Saved. */
  readonly onDone: () => void;
}

const isLeaving = (state: PatternState): boolean => state === 'deprecated' || state === 'retired';

const text = (form: FormData, name: string): string | null => {
  const value = form.get(name);
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
};

/** @param named the pattern that is to be used instead, by its name. */
const replacementOf = (
  { replaced_by: id }: Pattern,
  named: LifeCycle['replaced_by'] | undefined,
): Replacement | null =>
  id === null ? null : { id, name: named?.pattern_id === id ? named.pattern_name : id };

const faultText = (error: Error): string =>
  error instanceof ChangedMeanwhile
    ? `Somebody else changed it meanwhile: it is ${error.now.state} now. Save again to change it all the same.`
    : error.message;

/** Says where a pattern is in its life; whether it will do is the server's to say. */
export const StateForm = ({ pattern: opened, onDone }: Props): ReactNode => {
  const id = useId();
  // While it is open nothing that others do changes it.
  const [pattern] = useState(opened);
  const named = useLifeCycle(pattern.id).data?.replaced_by;
  const [state, setState] = useState(pattern.state);
  // Undefined until somebody chose.
  const [chosen, setChosen] = useState<Replacement | null | undefined>();
  const replacement = chosen === undefined ? replacementOf(pattern, named) : chosen;
  const say = useSayState(pattern.id, onDone);
  const { error } = say;
  return (
    <form
      aria-describedby={error === null ? undefined : `${id}-fault`}
      onSubmit={(event) => {
        event.preventDefault();
        const form = new FormData(event.currentTarget);
        const wish = {
          state,
          replaced_by: isLeaving(state) ? (replacement?.id ?? null) : null,
          keep: form.get('keep') !== null,
          by: text(form, 'by'),
          reason: text(form, 'reason'),
        };
        say.mutate({ wish, known: error instanceof ChangedMeanwhile ? error.now : pattern });
      }}
    >
      <StateFields state={state} keep={pattern.keep} onState={setState}>
        {isLeaving(state) && (
          <ReplacementField without={pattern.id} replacement={replacement} onChoose={setChosen} />
        )}
      </StateFields>
      {error !== null && (
        <div id={`${id}-fault`} className="fault" role="alert">
          {faultText(error)}
        </div>
      )}
      <div className="dialog-buttons">
        <button type="submit" className="button" disabled={say.isPending}>
          Save the state
        </button>
      </div>
    </form>
  );
};
