/** Compares by a number, the largest first, and what is equal by ascending id. */
export const descendingBy =
  <T extends { readonly pattern_id: string }>(valueOf: (item: T) => number) =>
  (a: T, b: T): number =>
    valueOf(b) - valueOf(a) || (a.pattern_id < b.pattern_id ? -1 : 1);
