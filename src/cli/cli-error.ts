/** The command cannot do what it was asked for; the message is one sentence. */
export class CliError extends Error {
  override readonly name = 'CliError';
}
