const FAULTS: readonly (readonly [RegExp, string])[] = [
  [
    /No space left on device|quota exceeded/i,
    'The disk of the store is full: nothing is stored until there is room on it again.',
  ],
  [
    /Read-only file system|: Permission denied/,
    'The files of the store cannot be written: nothing is stored until its file system and its user allow it again.',
  ],
  [/\bI\/O error/i, 'The disk of the store reports errors: look at the log of its machine.'],
];

/** What keeps a store from storing, by what it says of its files; undefined where that is nothing known. */
export const storeFault = (message: string): string | undefined =>
  FAULTS.find(([words]) => words.test(message))?.[1];
