import './ingestion.css';
import type { ReactNode } from 'react';
import { ENGINES } from '../../charts/engines.js';
import { Answered } from '../../parts/answered.js';
import { FirstUsage } from '../../parts/first-usage.js';
import { useView } from '../../view/use-view.js';
import { ArrivalFigures } from './arrival-figures.js';
import { arrivalsQuery } from './arrivals-query.js';
import { ArrivalsChart } from './arrivals-chart.js';
import { SourceTable } from './source-table.js';
import { Lag } from './lag.js';
import { MEASURES } from './measures.js';
import { Refusals } from './refusals.js';
import { Unmapped } from './unmapped.js';
import { useArrivals } from './use-arrivals.js';

// Needed as soon as there is an answer.
void ENGINES.bars();

const IngestionPage = (): ReactNode => {
  const { view, parameters } = useView();
  const arrivals = useArrivals(arrivalsQuery(view, parameters));
  const measure = MEASURES.find((one) => one === parameters.get('show')) ?? 'received';
  return (
    <>
      <h1 className="visually-hidden">Ingestion</h1>
      <Answered query={arrivals} label="Loading what came in">
        {(data) =>
          data.total.received === 0 ? (
            <div className="ingestion">
              <div className="nothing-came">
                <FirstUsage />
              </div>
              <Lag arrivals={data} timeZone={view.timeZone} />
              <Unmapped timeZone={view.timeZone} />
            </div>
          ) : (
            <div className="ingestion">
              <ArrivalFigures arrivals={data} />
              <ArrivalsChart arrivals={data} measure={measure} />
              <Lag arrivals={data} timeZone={view.timeZone} />
              <SourceTable arrivals={data} />
              <Refusals arrivals={data} />
              <Unmapped timeZone={view.timeZone} />
            </div>
          )
        }
      </Answered>
    </>
  );
};

export default IngestionPage;
