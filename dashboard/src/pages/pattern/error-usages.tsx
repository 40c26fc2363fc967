import type { ReactNode } from 'react';
import * as format from '../../format/format.js';
import { Answered } from '../../parts/answered.js';
import { MoreButton } from '../../parts/more-button.js';
import { useView } from '../../view/use-view.js';
import { UsageRows } from './usage-rows.js';
import { useErrorUsages } from './use-errors.js';

interface Props {
  readonly patternId: string;
  /** The kind's id. */
  readonly kind: string;
}

/** The single usages behind one kind of error. */
export const ErrorUsages = ({ patternId, kind }: Props): ReactNode => {
  const { view } = useView();
  const usages = useErrorUsages(view, patternId, kind);
  return (
    <Answered query={usages} label="Loading the usages with this error">
      {({ pages }) => {
        const found = pages.flatMap((page) => page.usages);
        if (found.length === 0) {
          return <p className="muted">No usage with this error is kept one by one in this range.</p>;
        }
        return (
          <div className="error-usages">
            <UsageRows
              label={`Usages with ${pages[0]?.fingerprint ?? 'this error'}`}
              usages={found.map((one) => ({
                id: one.usage_id,
                at: one.created_at,
                outcome: one.outcome,
                quality: one.quality_score,
                executionMs: one.execution_time_ms,
                text: one.error_message,
              }))}
            />
            <MoreButton query={usages}>
              {format.count(found.length)} of {format.count(pages[0]?.total_usages)} usages
            </MoreButton>
          </div>
        );
      }}
    </Answered>
  );
};
