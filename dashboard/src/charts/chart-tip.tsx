import type { ReactNode } from 'react';

export interface Tip {
  readonly title: string;
  readonly lines: readonly {
    readonly name: string;
    readonly value: string;
    /** CSS colour of the mark beside it. */
    readonly colour?: string;
  }[];
  readonly note?: string;
}

interface Props {
  readonly tip: Tip;
  /** CSS pixels from the left of the chart. */
  readonly left: number;
  /** Whether it stands to the left of that. */
  readonly isLeft: boolean;
}

/** The numbers at one place of a chart. */
export const ChartTip = ({ tip, left, isLeft }: Props): ReactNode => (
  <div className="chart-tip" data-side={isLeft ? 'left' : 'right'} style={{ left }} role="status">
    <strong>{tip.title}</strong>
    <dl>
      {tip.lines.map(({ name, value, colour }) => (
        <div key={name}>
          <dt>
            <i style={{ background: colour }} />
            {name}
          </dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
    {tip.note !== undefined && <small>{tip.note}</small>}
  </div>
);
