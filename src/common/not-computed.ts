/** What is said where a setting keeps something from being computed: what that is, in words, and which setting. */
export const notComputed = (what: string, setting: string): string =>
  `As ${setting} is 0, it is not computed anew ${what}; there is only what was computed before, if anything was.`;
