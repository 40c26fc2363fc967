import { type ReactNode, useMemo } from 'react';
import { ENGINES } from '../../charts/engines.js';
import { SplitUsageChart } from '../../charts/split-usage-chart.js';
import { TimePanel } from '../../charts/time-panel.js';
import { useSplitUsage } from '../../charts/use-split-usage.js';
import { span } from '../../format/times.js';
import { Answered } from '../../parts/answered.js';
import { Panel } from '../../parts/panel.js';
import type { Group } from '../../view/group-query.js';
import type { Split } from '../../view/view.js';
import { useView } from '../../view/use-view.js';
import { SPLIT_METRICS, SPLIT_SUCCESS, type SplitMetric, splitPlan } from './split-plans.js';
import { type SplitSeries, useSplitSeries } from './use-split-series.js';

// Needed as soon as there is an answer.
void ENGINES.lines();

interface Props {
  readonly id: string;
  readonly split: Split;
  /** The pattern's name. */
  readonly subject: string;
}

interface ChartProps extends Props {
  readonly metric: SplitMetric;
  readonly groups: readonly Group[];
  readonly counts?: SplitSeries;
}

/** In rem. */
const HEIGHT = 14;
/** Before it is known; the same one each time. */
const NONE: readonly Group[] = [];

const SplitChart = ({ id, split, subject, metric, groups, counts }: ChartProps): ReactNode => {
  const { view } = useView();
  const answer = useSplitSeries(view, id, split, metric.metric);
  const { data } = answer;
  const plan = useMemo(
    () => data && splitPlan(metric, data, groups, split, counts),
    [metric, data, groups, split, counts],
  );
  const { title, note } = metric;
  if (data === undefined || plan === undefined) {
    return (
      <Panel title={title} note={note}>
        <Answered query={answer} label={`Loading ${title}`}>
          {() => null}
        </Answered>
      </Panel>
    );
  }
  if (plan.series.every(({ values }) => values.every((value) => value === null))) return null;
  return (
    <TimePanel
      title={title}
      note={note}
      subtitle={`${subject}, ${span(data.from ?? '', data.to ?? '', data.timezone ?? 'UTC')}`}
      plan={plan}
    />
  );
};

/** How a pattern did over time, by version or by what usages have under a key of their context. */
export const SplitCharts = (props: Props): ReactNode => {
  const { id, split } = props;
  const { view } = useView();
  const usage = useSplitUsage(view, id, split);
  const known = useSplitSeries(view, id, split, 'usage');
  const listed = usage.data?.groups ?? NONE;
  return (
    <>
      <SplitUsageChart {...props} patternId={id} height={HEIGHT} />
      <SplitChart {...props} metric={SPLIT_SUCCESS} groups={listed} counts={known.data} />
      {SPLIT_METRICS.map((metric) => (
        <SplitChart key={metric.metric} {...props} metric={metric} groups={listed} />
      ))}
    </>
  );
};
