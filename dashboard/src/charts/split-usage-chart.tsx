import { type ReactNode, useMemo } from 'react';
import * as format from '../format/format.js';
import { span } from '../format/times.js';
import { Answered } from '../parts/answered.js';
import { Panel } from '../parts/panel.js';
import { groupName } from '../view/group-query.js';
import type { Split } from '../view/view.js';
import { useView } from '../view/use-view.js';
import { STACKED_BARS } from './stacked-bars.js';
import { TimePanel } from './time-panel.js';
import type { TimePlan } from './time-plan.js';
import { type SplitUsage, useSplitUsage } from './use-split-usage.js';

interface Props {
  readonly split: Split;
  /** Null for all patterns that the view is of. */
  readonly patternId: string | null;
  /** What the usages are of. */
  readonly subject: string;
  /** In rem. */
  readonly height: number;
  readonly className?: string;
  readonly choice?: ReactNode;
}

const OTHERS = 'muted';

/** Bars on each other, a group each; what is beyond the most used stands last, in grey. */
export const splitUsagePlan = (answer: SplitUsage, height: number): TimePlan => {
  const { groups = [], other, granularity, timezone = 'UTC', split } = answer;
  const series = groups.map((group, place) => ({
    name: groupName(group, split),
    colour: `series-${String(place + 1)}`,
    values: group.usage_data.map(({ count }) => count),
  }));
  const rest = other && other.total_usage > 0 ? [other] : [];
  return {
    title: 'Usages',
    label: `Usages per ${granularity} of ${series.map(({ name }) => name).join(', ')}.`,
    height,
    buckets: (groups[0] ?? other)?.usage_data ?? [],
    granularity,
    timezone,
    look: STACKED_BARS,
    series: [
      ...series,
      ...rest.map(({ patterns, usage_data }) => ({
        name: `${format.count(patterns)} others`,
        colour: OTHERS,
        values: usage_data.map(({ count }) => count),
      })),
    ],
    write: format.count,
    writeShort: format.shortCount,
    hidesZeros: true,
  };
};

/** Usages per bucket by version or by what their context has under a key. */
export const SplitUsageChart = ({
  split,
  patternId,
  subject,
  height,
  className,
  choice,
}: Props): ReactNode => {
  const { view } = useView();
  const usage = useSplitUsage(view, patternId, split);
  const { data } = usage;
  const plan = useMemo(() => data && splitUsagePlan(data, height), [data, height]);
  if (data === undefined || plan === undefined || plan.buckets.length === 0) {
    return (
      <Panel title="Usages over time" className={className} aside={choice}>
        <Answered query={usage} label="Loading the usages">
          {() => <p className="muted">No usage in this range.</p>}
        </Answered>
      </Panel>
    );
  }
  return (
    <TimePanel
      title="Usages over time"
      subtitle={`${subject}, ${span(data.from ?? '', data.to ?? '', data.timezone ?? 'UTC')}`}
      plan={plan}
      className={className}
      choice={choice}
    />
  );
};
