import type { Palette } from './palette.js';

/** The pattern over what is not complete yet. */
export const hatch = (palette: Palette): object => ({
  symbol: 'rect',
  dashArrayX: [1, 0],
  dashArrayY: [3, 3],
  rotation: Math.PI / 4,
  color: palette.surface,
});
