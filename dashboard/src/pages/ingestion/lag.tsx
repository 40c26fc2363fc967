import type { ReactNode } from 'react';
import * as format from '../../format/format.js';
import { moment } from '../../format/times.js';
import { Panel } from '../../parts/panel.js';
import type { Arrivals } from './sources.js';

interface Row {
  readonly name: string;
  readonly value: string;
  readonly detail: string;
  readonly isBad?: boolean;
}

const kafkaRow = (kafka: Arrivals['lag']['kafka']): Row => {
  if (kafka === null) return { name: 'Kafka', value: 'Off', detail: 'No brokers are set.' };
  const { connected, messages, paused_partitions: paused } = kafka;
  const waits = paused === 1 ? '1 partition waits' : `${format.count(paused)} partitions wait`;
  return {
    name: 'Kafka',
    value: `${format.count(messages)} behind`,
    detail: connected ? (paused > 0 ? `Connected; ${waits}.` : 'Connected.') : 'Not connected; tried again.',
    isBad: !connected || paused > 0,
  };
};

/** How far the server is behind what is sent to it, now. */
export const Lag = ({
  arrivals,
  timeZone,
}: {
  readonly arrivals: Arrivals;
  readonly timeZone: string;
}): ReactNode => {
  const { lag, doors } = arrivals;
  const { waiting_fill: fill, newest_usage_at: newest } = lag;
  const rows: readonly Row[] = [
    {
      name: 'Waiting to be stored',
      value: format.count(lag.waiting_usages),
      detail: `${format.percent(fill)} of the room for them.`,
      isBad: fill >= 0.8,
    },
    {
      name: 'Newest usage',
      value: newest === null ? format.NOTHING : `${format.duration(lag.newest_usage_age_ms)} old`,
      detail: newest === null ? 'There is none.' : moment(newest, timeZone),
    },
    kafkaRow(lag.kafka),
    {
      name: 'Log records ignored',
      value: format.count(doors.reduce((sum, { ignored }) => sum + ignored, 0)),
      detail: 'In this range, as they name no pattern.',
    },
  ];
  return (
    <Panel title="Lag" note="As it is now; waiting and Kafka are this instance’s." className="lag">
      <dl className="lag-rows">
        {rows.map(({ name, value, detail, isBad }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd data-verdict={isBad === true ? 'bad' : 'even'}>{value}</dd>
            <dd className="muted">{detail}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
};
