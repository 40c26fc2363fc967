import type { ReactNode } from 'react';

interface Props {
  readonly difference: number;
  readonly lower: number;
  readonly upper: number;
  /** The ends of the axis, in the same unit; 0 is between them. */
  readonly axis: readonly [least: number, most: number];
}

const WIDTH = 128;
const HEIGHT = 16;
const RADIUS = 4;

/** A difference and its interval beside 0; decoration beside the numbers. */
export const DifferenceBar = ({ difference, lower, upper, axis: [least, most] }: Props): ReactNode => {
  const x = (value: number): number =>
    RADIUS + ((value - least) / (most - least || 1)) * (WIDTH - 2 * RADIUS);
  const middle = HEIGHT / 2;
  return (
    <svg className="difference-bar" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden>
      <path d={`M${x(0)} 0V${HEIGHT}`} stroke="var(--line-strong)" />
      <path d={`M${x(lower)} ${middle}H${x(upper)}`} stroke="var(--accent)" strokeWidth="2" />
      <circle cx={x(difference)} cy={middle} r={RADIUS} fill="var(--accent)" />
    </svg>
  );
};
