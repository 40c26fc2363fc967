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
  };
};
