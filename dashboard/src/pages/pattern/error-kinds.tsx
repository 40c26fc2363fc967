import type { ReactNode } from 'react';
import * as format from '../../format/format.js';
import { ago } from '../../format/times.js';
import { Answered } from '../../parts/answered.js';
import { Panel } from '../../parts/panel.js';
import { useView } from '../../view/use-view.js';
import { ErrorUsages } from './error-usages.js';
import { useDrill } from './use-drill.js';
import { type Errors, useErrors } from './use-errors.js';

type Kind = Errors['errors'][0];

const before = ({ count, previous_count: previous }: Kind): string => {
  if (previous === 0) return 'new';
  return count === previous ? 'as before' : `${format.count(previous)} before`;
};

const summary = ({ total_errors: total, previous_total_errors: previous }: Errors): string =>
  `${format.count(total)} usages came with an error message, ${format.count(previous)} in the period before.`;

/** What a pattern's usages failed with; each kind opens to its single usages. */
export const ErrorKinds = ({ id }: { readonly id: string }): ReactNode => {
  const { view } = useView();
  const { error: chosen, showError } = useDrill();
  const errors = useErrors(view, id);
  return (
    <Panel
      title="Errors"
      note={
        errors.data === undefined
          ? 'By kind: messages that differ in numbers, ids, times, addresses and paths alone are one.'
          : summary(errors.data)
      }
    >
      <Answered query={errors} label="Loading the errors">
        {({ errors: kinds, other }) => (
          <>
            {kinds.length === 0 && <p className="all-well">No error message in this range.</p>}
            <ul className="error-kinds">
              {kinds.map((kind) => {
                const isOpen = kind.id === chosen;
                return (
                  <li key={kind.id}>
                    <button
                      type="button"
                      className="error-kind"
                      aria-expanded={isOpen}
                      onClick={() => showError(isOpen ? null : kind.id)}
                    >
                      <code>{kind.fingerprint}</code>
                      <span className="number">{format.count(kind.count)}</span>
                      <span className="muted number">{format.wholePercent(kind.share)}</span>
                      <span className="muted">{before(kind)}</span>
                      <span className="muted">last {ago(kind.last_seen)}</span>
                    </button>
                    {isOpen && <ErrorUsages patternId={id} kind={kind.id} />}
                  </li>
                );
              })}
            </ul>
            {chosen !== null && !kinds.some((kind) => kind.id === chosen) && (
              <ErrorUsages patternId={id} kind={chosen} />
            )}
            {other.kinds > 0 && (
              <p className="muted">
                And {format.count(other.kinds)} rarer kinds with {format.count(other.count)} usages.
              </p>
            )}
          </>
        )}
      </Answered>
    </Panel>
  );
};
