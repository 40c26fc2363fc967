import { type ReactNode, useMemo } from 'react';
import type { Schemas } from '../api/client.js';
import type { Outcome } from '../api/terms.js';
import * as format from '../format/format.js';
import { span } from '../format/times.js';
import { ENGINES } from './engines.js';
import { STACKED_BARS } from './stacked-bars.js';
import { TimePanel } from './time-panel.js';
import type { TimePlan } from './time-plan.js';

// Needed as soon as there is an answer.
void ENGINES.bars();

/** From the bottom up: what went well first, what is not known last. */
const STACK = ['success', 'partial_success', 'failure', 'error'] as const satisfies readonly Outcome[];
const stackOf = (unknown = 0): readonly Outcome[] => (unknown > 0 ? [...STACK, 'unknown'] : STACK);

interface Props {
  readonly overview: Schemas['OverviewResponse'];
  /** What the usages are of. */
  readonly subject: string;
  /** In rem. */
  readonly height: number;
  readonly className?: string;
  readonly choice?: ReactNode;
}

const usagePlan = (
  { buckets, granularity, timezone, current }: Props['overview'],
  height: number,
): TimePlan => ({
  title: 'Usages',
  label: `Usages per ${granularity} by outcome: ${format.count(current.usages)} in all.`,
  height,
  buckets,
  granularity,
  timezone,
  look: STACKED_BARS,
  series: stackOf(current.unknown_usages).map((outcome) => ({
    name: format.words(outcome),
    colour: `outcome-${outcome}`,
    values: buckets.map(({ outcomes }) => outcomes[outcome] ?? 0),
  })),
  write: format.count,
  writeShort: format.shortCount,
  remarks: [
    { inTip: 'Usages', inTable: 'All', textAt: (place) => format.count(buckets[place]?.usages) },
    { inTip: 'Success rate', textAt: (place) => format.percent(buckets[place]?.success_rate) },
  ],
});

/** Usages per bucket, stacked by outcome; a bucket that lasts still is hatched. */
export const UsageChart = ({ overview, subject, height, className, choice }: Props): ReactNode => {
  const { current, timezone } = overview;
  const plan = useMemo(() => usagePlan(overview, height), [overview, height]);
  return (
    <TimePanel
      title="Usages over time"
      subtitle={`${subject}, ${span(current.from, current.to, timezone)}`}
      plan={plan}
      className={className}
      choice={choice}
    />
  );
};
