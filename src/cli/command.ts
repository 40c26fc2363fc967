/** @returns the process's exit code. */
export type Command = (args: readonly string[]) => Promise<number>;
