import type { Width } from '../format/times.js';
import type { Scale } from './frame.js';
import type { Palette } from './palette.js';

type Values = readonly (number | null)[];

/** What is drawn of one thing. */
export interface TimeSeries {
  readonly name: string;
  /** Its colour's name in tokens.css. */
  readonly colour: string;
  /** One a bucket; null where nothing was measured. */
  readonly values: Values;
  /** Of how many usages each is, where that is known. */
  readonly ns?: Values;
}

/** What is said of a bucket beside its series. */
export interface Remark {
  /** What it is called in the tip, where it is part of that. */
  readonly inTip?: string;
  /** The same in the table. */
  readonly inTable?: string;
  readonly textAt: (place: number) => string;
}

/** How series are drawn. A look is a file of its own, so that each page loads no more than it shows. */
export interface Look {
  readonly engine: 'bars' | 'lines';
  /** The series for ECharts. */
  readonly seriesOf: (plan: TimePlan, palette: Palette) => object[];
}

/** What a chart over time shows, bucket by bucket. */
export interface TimePlan {
  /** What is counted or measured; the table is named by it. */
  readonly title: string;
  /** What the picture says, for who cannot see it. */
  readonly label: string;
  /** In rem. */
  readonly height: number;
  readonly buckets: readonly { readonly timestamp: string; readonly partial?: boolean }[];
  readonly granularity: Width;
  readonly timezone: string;
  readonly look: Look;
  readonly series: readonly TimeSeries[];
  /** Where a line surely lies. */
  readonly band?: { readonly colour: string; readonly lower: Values; readonly upper: Values };
  readonly scale?: Scale;
  /** Between bars, as ECharts takes it. */
  readonly gap?: string;
  readonly write: (value: number | null) => string;
  /** Beside the axis. */
  readonly writeShort: (value: number | null) => string;
  readonly remarks?: readonly Remark[];
  /** Whether a tip leaves out what is 0 there. */
  readonly hidesZeros?: boolean;
  /** Whether it leaves out what has no value there. */
  readonly hidesEmpty?: boolean;
}

/** Whether a bucket is only in part in the range. */
export const isPartial = ({ partial }: TimePlan['buckets'][number]): boolean => partial === true;
