/** Shapes that are told apart without colour, by place: SVG paths in a square of 10. */
export const MARKS = [
  'M5 0A5 5 0 1 1 5 10A5 5 0 1 1 5 0Z',
  'M0.5 0.5H9.5V9.5H0.5Z',
  'M5 0L10 9.5H0Z',
  'M5 0L10 5L5 10L0 5Z',
  'M0 0.5H10L5 10Z',
  'M3.4 0H6.6V3.4H10V6.6H6.6V10H3.4V6.6H0V3.4H3.4Z',
  'M2.2 0L5 2.8L7.8 0L10 2.2L7.2 5L10 7.8L7.8 10L5 7.2L2.2 10L0 7.8L2.8 5L0 2.2Z',
  'M0 0H10L6 5L10 10H0L4 5Z',
  'M2.5 0.5H7.5L10 5L7.5 9.5H2.5L0 5Z',
  'M0 3H10V7H0Z',
] as const;
