import { lazy, type ReactNode, Suspense } from 'react';
import { SplitChoice } from '../../charts/split-choice.js';
import { UsageChart } from '../../charts/usage-chart.js';
import { useView } from '../../view/use-view.js';
import type { Overview } from './use-overview.js';

const SplitUsageChart = lazy(async () => ({
  default: (await import('../../charts/split-usage-chart.js')).SplitUsageChart,
}));

/** In rem. */
const HEIGHT = 22;

/** Usages of all patterns over time, by outcome or by what they are split by. */
export const UsagePanel = ({ overview }: { readonly overview: Overview }): ReactNode => {
  const { split } = useView().view;
  const looks = { subject: 'All patterns', height: HEIGHT, className: 'wide' };
  const choice = <SplitChoice patternId={overview.most_used.patterns[0]?.pattern_id ?? null} />;
  if (split === null) return <UsageChart overview={overview} {...looks} choice={choice} />;
  return (
    <Suspense>
      <SplitUsageChart split={split} patternId={null} {...looks} choice={choice} />
    </Suspense>
  );
};
