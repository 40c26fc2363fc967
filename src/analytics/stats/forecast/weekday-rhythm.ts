const WEEK = 7;
/** So many uses of a series count as much as the rhythm it is drawn towards. */
const PRIOR_USES = 10;

const EVEN: readonly number[] = Array<number>(WEEK).fill(1);

/**
 * Before each day and after the last one: how much of a day's mean each weekday has, about 1 on average.
 * Drawn towards a given rhythm, as the mean of a gamma posterior is, the more the fewer uses there are.
 * @param counts a day each.
 * @param towards by day as what is answered; an even week without it.
 * @returns counts.length + 1 times 7, the first weekday being that of the first day.
 */
export const weekdayRhythms = (
  counts: readonly number[],
  towards?: readonly (readonly number[])[],
): (readonly number[])[] => {
  const uses = Array<number>(WEEK).fill(0);
  const days = Array<number>(WEEK).fill(0);
  let total = 0;
  const rhythms = [towards?.[0] ?? EVEN];
  for (const [at, count] of counts.entries()) {
    uses[at % WEEK]! += count;
    days[at % WEEK]! += 1;
    total += count;
    const prior = towards?.[at + 1] ?? EVEN;
    const mean = total / (at + 1);
    rhythms.push(
      prior.map((factor, day) => (uses[day]! + PRIOR_USES * factor) / (days[day]! * mean + PRIOR_USES)),
    );
  }
  return rhythms;
};
