import type { Outcome } from '../api/terms.js';

/** The theme's colours, for what is drawn on a canvas. */
export interface Palette {
  /** Of small text, in CSS pixels. */
  readonly textSize: number;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly surface: string;
  readonly accent: string;
  /** Any colour of tokens.css, by its name. */
  readonly colour: (name: string) => string;
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
    ink: colour('ink'),
    muted: colour('muted'),
    line: colour('line'),
    surface: colour('surface'),
    accent: colour('accent'),
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
