/** A text to look for as the API takes it: not too long, and no character that cannot be stored. */
export const soughtText = (text: string, longest: number): string =>
  text
    .trim()
    .slice(0, longest)
    .replaceAll(/[\0\p{Surrogate}]/gu, '')
    .trim();
