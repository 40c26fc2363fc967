/** Whose requests are served. */
export interface AllowedCallers {
  /** Names of the server beside localhost and its addresses; undefined for any. */
  readonly hosts: readonly string[] | undefined;
  /** Web origins whose pages may change something, beside the server's own; `*` for any. */
  readonly origins: readonly string[];
}
