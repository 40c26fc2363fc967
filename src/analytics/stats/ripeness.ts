/** What became known of usages of one age. */
export interface AgeCounts {
  /** Whole days between the usage and what became known; 0 or more. */
  readonly age: number;
  /** Usages whose outcome came in, or was amended, at this age. */
  readonly arrived: number;
  /** Usages that are this old now and of which nothing came in so far. */
  readonly waiting: number;
}

export interface Ripeness {
  /**
   * Of what comes in at all by the highest age known, the share that has come in by this age; 0..1, and 1
   * where nothing ever comes in late.
   */
  readonly completeAt: (age: number) => number;
  /** The first age by which a share of 0..1 has come in. */
  readonly ripeAge: (share: number) => number;
  /** The share of usages by this age of which nothing came in: Kaplan and Meier's survival function. */
  readonly waitingAt: (age: number) => number;
}

/**
 * How complete the outcomes of a day are when it is this old, by the product-limit estimate of Kaplan and
 * Meier (JASA 53, 1958): usages that are too young to tell count as long as they were seen.
 * @param counts by age, in any order; of several days they add up.
 */
export const ripenessOf = (counts: readonly AgeCounts[]): Ripeness => {
  const rising = [...counts].sort((a, b) => a.age - b.age);
  let atRisk = rising.reduce((sum, { arrived, waiting }) => sum + arrived + waiting, 0);
  const steps: { readonly age: number; readonly survival: number }[] = [];
  let survival = 1;
  for (let at = 0; at < rising.length;) {
    const { age } = rising[at]!;
    let [arrived, left] = [0, 0];
    for (; rising[at]?.age === age; at += 1) {
      arrived += rising[at]!.arrived;
      left += rising[at]!.arrived + rising[at]!.waiting;
    }
    if (arrived > 0) {
      survival *= 1 - arrived / atRisk;
      steps.push({ age, survival });
    }
    atRisk -= left;
  }
  const waitingAt = (age: number): number => steps.findLast((step) => step.age <= age)?.survival ?? 1;
  const all = 1 - survival;
  const completeAt = (age: number): number => (all === 0 ? 1 : (1 - waitingAt(age)) / all);
  return {
    waitingAt,
    completeAt,
    ripeAge: (share) => steps.find((step) => completeAt(step.age) >= share)?.age ?? 0,
  };
};
