/** From here on the asymptotic series have 15 digits. */
const ASYMPTOTIC = 10;

/** The digamma function of x > 0, the derivative of ln Γ: recurrence and asymptotic series (DLMF 5.5.2, 5.11.2). */
export const digamma = (x: number): number => {
  let shifted = x;
  let result = 0;
  for (; shifted < ASYMPTOTIC; shifted += 1) result -= 1 / shifted;
  const square = 1 / (shifted * shifted);
  const series =
    square * (1 / 12 - square * (1 / 120 - square * (1 / 252 - square * (1 / 240 - square / 132))));
  return result + Math.log(shifted) - 1 / (2 * shifted) - series;
};

/** The trigamma function of x > 0, the derivative of digamma (DLMF 5.15.5, 5.15.8). */
export const trigamma = (x: number): number => {
  let shifted = x;
  let result = 0;
  for (; shifted < ASYMPTOTIC; shifted += 1) result += 1 / (shifted * shifted);
  const square = 1 / (shifted * shifted);
  const series =
    square * (1 / 6 - square * (1 / 30 - square * (1 / 42 - square * (1 / 30 - (square * 5) / 66))));
  return result + (1 + 1 / (2 * shifted) + series) / shifted;
};
