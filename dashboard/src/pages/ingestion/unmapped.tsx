import type { ReactNode } from 'react';
import * as format from '../../format/format.js';
import { moment } from '../../format/times.js';
import { CopyButton } from '../../parts/copy-button.js';
import { Panel } from '../../parts/panel.js';
import { type UnmappedNames, useUnmapped } from './use-unmapped.js';

type Name = UnmappedNames['names'][number];

const KINDS: Readonly<Record<Name['kind'], string>> = {
  log: 'Log event',
  span: 'Span',
  metric: 'Metric',
};

const aboutOf = ({ kind, service, last_seen }: Name, timeZone: string): string =>
  [KINDS[kind], ...(service === null ? [] : [service]), `last ${moment(last_seen, timeZone)}`].join(' · ');

const UnmappedName = ({ one, timeZone }: { readonly one: Name; readonly timeZone: string }): ReactNode => (
  <li data-kind={one.kind} data-name={one.name}>
    <p>
      <strong>{format.count(one.count)}</strong> × <code>{one.name}</code>
    </p>
    <p className="muted">{aboutOf(one, timeZone)}</p>
    {one.configuration !== null && (
      <p className="mapping-line">
        <code>{one.configuration}</code>
        <CopyButton text={one.configuration} what={`the setting for ${one.name}`} />
      </p>
    )}
  </li>
);

/** What of OpenTelemetry is no usage as nothing maps it, with what would; nothing where there is no such. */
export const Unmapped = ({ timeZone }: { readonly timeZone: string }): ReactNode => {
  const { data } = useUnmapped();
  if (!data || data.names.length === 0) return null;
  const { names, total_names: total, kept_days: days } = data;
  const isAll = names.length === total;
  return (
    <Panel
      title="Seen, not mapped"
      note={`What came over OpenTelemetry in the last ${format.count(days)} days and makes no usage, with the setting that would make one of it. Put several together in one OTLP_EVENTS; the attribute is a guess.`}
      className="unmapped"
      aside={
        <span className="muted">
          {isAll
            ? `${format.count(total)} names`
            : `${format.count(names.length)} of ${format.count(total)} names`}
        </span>
      }
    >
      <ul className="unmapped-names">
        {names.map((one) => (
          <UnmappedName key={`${one.kind} ${one.name}`} one={one} timeZone={timeZone} />
        ))}
      </ul>
    </Panel>
  );
};
