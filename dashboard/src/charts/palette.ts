import type { Outcome } from '../api/terms.js';
import { MARKS } from './marks.js';

/** The theme's colours, for what is drawn on a canvas. */
export interface Palette {
  /** Of small text, in CSS pixels. */
  readonly textSize: number;
  /** Of text, as CSS lists them; a canvas knows no inherit. */
  readonly font: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly accent: string;
  /** Any colour of tokens.css, by its name. */
  readonly colour: (name: string) => string;
  /** Of what is told apart by its place, in the order of marks.ts. */
  readonly series: readonly string[];
  readonly outcome: Readonly<Record<Outcome, string>>;
  readonly quantile: Readonly<Record<'p50' | 'p95' | 'p99', string>>;
}

/** From tokens.css as the document has it now. */
export const readPalette = (): Palette => {
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  return {
    colour,
    textSize: 0.75 * Number.parseFloat(style.fontSize),
    font: colour('font'),
    ink: colour('ink'),
    muted: colour('muted'),
    line: colour('line'),
    surface: colour('surface'),
    accent: colour('accent'),
    series: MARKS.map((_, place) => colour(`series-${String(place + 1)}`)),
    outcome: {
      success: colour('outcome-success'),
      partial_success: colour('outcome-partial_success'),
      failure: colour('outcome-failure'),
      error: colour('outcome-error'),
    },
    quantile: {
      p50: colour('quantile-p50'),
      p95: colour('quantile-p95'),
      p99: colour('quantile-p99'),
    },
  };
};
