import './overview.css';
import { lazy, type ReactNode, Suspense } from 'react';
import { Answered } from '../../parts/answered.js';
import { Figures } from '../../parts/figures.js';
import { useView } from '../../view/use-view.js';
import { Attention } from './attention.js';
import { CounterCosts } from './counter-costs.js';
import { Moves } from './moves.js';
import { QualityChart } from './quality-chart.js';
import { UsagePanel } from './usage-panel.js';
import { useOverview } from './use-overview.js';

/** Only a new server needs it. */
const FirstUsage = lazy(async () => ({ default: (await import('../../parts/first-usage.js')).FirstUsage }));

const OverviewPage = (): ReactNode => {
  const { view } = useView();
  const overview = useOverview(view);
  return (
    <>
      <h1 className="visually-hidden">Overview</h1>
      <Answered query={overview} label="Loading the overview">
        {(data) =>
          data.current.usages === 0 && data.previous.usages === 0 ? (
            <Suspense>
              <FirstUsage />
            </Suspense>
          ) : (
            <div className="overview">
              <Figures overview={data} />
              <CounterCosts overview={data} />
              <UsagePanel overview={data} />
              <div className="overview-side">
                <Attention />
                <QualityChart overview={data} />
              </div>
              <Moves title="Most used" moves={data.most_used} kind="usage" />
              <Moves title="Emerging" moves={data.emerging} kind="growth" />
              <Moves title="Declining" moves={data.declining} kind="growth" />
            </div>
          )
        }
      </Answered>
    </>
  );
};

export default OverviewPage;
