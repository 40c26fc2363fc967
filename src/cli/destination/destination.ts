import { readFileSync } from 'node:fs';
import { CliError } from '../cli-error.js';
import { UsageError } from '../usage-error.js';

/** The options of every command, for parseArgs. */
export const DESTINATION_OPTIONS = {
  url: { type: 'string' },
  'key-file': { type: 'string' },
  'database-url': { type: 'string' },
  help: { type: 'boolean' },
} as const;

export type DestinationOptions = { readonly [K in 'url' | 'key-file' | 'database-url']?: string };

/** What a command works on, and its name without secrets. */
export type Destination =
  | { readonly name: string; readonly url: string; readonly apiKey: string | undefined }
  | { readonly name: string; readonly databaseUrl: string };

export const DEFAULT_URL = 'http://localhost:8053';

const readKey = (path: string): string => {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (error) {
    throw new CliError(`The key file cannot be read: ${(error as Error).message}.`);
  }
};

const nameOf = (url: string, owner: string): string => {
  // It is not shown, for it may have a password.
  if (!URL.canParse(url)) throw new UsageError(`The ${owner}’s URL cannot be read as one.`);
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname.replace(/\/+$/, '')}`;
};

/**
 * What the options name, or else the environment: a server before a database.
 * @throws UsageError, CliError
 */
export const destinationOf = (options: DestinationOptions, env: NodeJS.ProcessEnv): Destination => {
  if (options.url !== undefined && options['database-url'] !== undefined) {
    throw new UsageError('--url and --database-url exclude each other.');
  }
  const url = options.url ?? (options['database-url'] === undefined ? env['PATTERN_USAGE_URL'] : undefined);
  const databaseUrl = options['database-url'] ?? env['DATABASE_URL'];
  if (!url && databaseUrl) {
    if (!/^postgres(ql)?:/.test(databaseUrl)) {
      throw new UsageError('The database’s URL must be postgres://… or postgresql://….');
    }
    return { name: nameOf(databaseUrl, 'database'), databaseUrl };
  }
  const server = url || DEFAULT_URL;
  const keyFile = options['key-file'];
  const apiKey = keyFile === undefined ? env['PATTERN_USAGE_KEY'] || undefined : readKey(keyFile);
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new CliError('The API key has characters that no key has.');
  }
  return { name: nameOf(server, 'server'), url: server, apiKey };
};
