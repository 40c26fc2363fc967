import type { ReactNode } from 'react';
import * as format from '../../format/format.js';
import { Answered } from '../../parts/answered.js';
import { MoreButton } from '../../parts/more-button.js';
import { Panel } from '../../parts/panel.js';
import { useLive } from '../../live/live.js';
import { useView } from '../../view/use-view.js';
import { contextLine } from './context-line.js';
import { usageFacts } from './usage-facts.js';
import { UsageRows } from './usage-rows.js';
import { type HistoryItem, useHistory } from './use-history.js';

const lineOf = ({ error_message: message, issues, context }: HistoryItem): string =>
  message ?? (issues.length > 0 ? issues.join(', ') : contextLine(context));

/** The single usages of a pattern, as they come in. */
export const UsageHistory = ({ id }: { readonly id: string }): ReactNode => {
  const { view } = useView();
  const { state } = useLive();
  const history = useHistory(view, id);
  return (
    <Panel
      title="History"
      note={`${view.version === null ? '' : 'Of all versions. '}${
        state === 'paused'
          ? 'The youngest first. Paused: what is recorded meanwhile shows once it is live again.'
          : 'The youngest first; what is recorded comes on top.'
      }`}
    >
      <Answered query={history} label="Loading the history">
        {({ pages }) => {
          const items = pages.flatMap((page) => page.feedback_history);
          const total = pages[0]?.summary.total_feedback ?? 0;
          if (items.length === 0) {
            return (
              <p className="muted">
                {total === 0
                  ? 'No usage in this range.'
                  : 'None is kept one by one any more, or none has one of these outcomes.'}
              </p>
            );
          }
          return (
            <>
              <UsageRows
                label="Usages"
                usages={items.map((item) => ({
                  id: item.feedback_id,
                  at: item.created_at,
                  outcome: item.outcome,
                  quality: item.quality_score,
                  executionMs: item.execution_time_ms,
                  text: lineOf(item),
                  facts: usageFacts(item),
                }))}
              />
              <MoreButton query={history}>
                {format.count(items.length)}
                {view.outcomes.length === 0 && ` of ${format.count(total)}`} usages
              </MoreButton>
            </>
          );
        }}
      </Answered>
    </Panel>
  );
};
