import type { StoreConfig } from '../../../config/config.js';

const IDLE_TRANSACTION_MS = 30_000;

/** What each connection to a server sets for itself, as the driver takes it. */
export const sessionSettings = ({
  statementTimeoutMs,
}: Pick<StoreConfig, 'statementTimeoutMs'>): Readonly<Record<string, unknown>> => ({
  statement_timeout: statementTimeoutMs,
  // A write that is not ended holds up the watermarks.
  idle_in_transaction_session_timeout: IDLE_TRANSACTION_MS,
  // A plan over many chunks is compiled for longer than it runs: seconds, for an answer of nothing.
  options: '-c jit=off',
});
