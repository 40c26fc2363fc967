import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import * as format from '../../format/format.js';
import { instant } from '../../format/times.js';
import { Answered } from '../../parts/answered.js';
import { CopyButton } from '../../parts/copy-button.js';
import { useView } from '../../view/use-view.js';
import { usageFacts } from './usage-facts.js';
import { useDrill } from './use-drill.js';
import type { HistoryItem } from './use-history.js';
import { useUsage } from './use-usage.js';

interface Props {
  readonly patternId: string;
  readonly id: string;
  readonly at: string;
}

const IDS = [
  { key: 'feedback_id', name: 'Usage' },
  { key: 'correlation_id', name: 'Correlation' },
  { key: 'execution_id', name: 'Execution' },
] as const;

/** What was measured of a usage; what nobody measured is left out. */
const measured = (usage: HistoryItem): (readonly [string, string])[] => [
  ...(usage.sentiment === null ? [] : [['Sentiment', format.words(usage.sentiment)] as const]),
  ['Quality', format.score(usage.quality_score)],
  ...(usage.performance_score === null
    ? []
    : [['Performance', format.score(usage.performance_score)] as const]),
  ['Execution time', format.duration(usage.execution_time_ms)],
  ...usageFacts(usage),
  ...(usage.issues.length === 0 ? [] : [['Issues', usage.issues.join(', ')] as const]),
];

const Facts = ({ usage }: { readonly usage: HistoryItem }): ReactNode => (
  <dl className="record-facts">
    {measured(usage).map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
    {IDS.map(({ key, name }) => {
      const value = usage[key];
      return (
        value !== null && (
          <div key={key}>
            <dt>{name}</dt>
            <dd data-id={key}>
              <code>{value}</code> <CopyButton text={value} what={`the id: ${name}`} />
            </dd>
          </div>
        )
      );
    })}
  </dl>
);

/** All that is known of one usage. */
export const UsageRecord = ({ patternId, id, at }: Props): ReactNode => {
  const { view } = useView();
  const { closeUsage } = useDrill();
  const title = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const usage = useUsage(patternId, id, at);

  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Gives the focus back to where it came from.
    return () => element?.close();
  }, []);

  return (
    <dialog ref={dialog} className="dialog record" aria-labelledby={title} onClose={closeUsage}>
      <header>
        <h2 id={title}>A single usage</h2>
        <button type="button" className="button" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </header>
      <Answered query={usage} label="Loading the usage">
        {(found) =>
          found === null ? (
            <p>No such usage is kept: it was erased, or is older than single usages are kept.</p>
          ) : (
            <>
              <p className="record-when">
                <span className="outcome" data-outcome={found.outcome}>
                  {format.words(found.outcome)}
                </span>
                <time dateTime={found.created_at}>{instant(found.created_at, view.timeZone)}</time>
              </p>
              {found.error_message !== null && <pre tabIndex={0}>{found.error_message}</pre>}
              <Facts usage={found} />
              <h3>Context</h3>
              <pre tabIndex={0} data-part="context">
                {JSON.stringify(found.context, null, 2)}
              </pre>
            </>
          )
        }
      </Answered>
    </dialog>
  );
};
