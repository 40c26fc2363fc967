import { DEFAULT_URL, type Destination, destinationOf, type DestinationOptions } from './destination.js';

/**
 * What the options or the environment name; where nobody has, standard error says what is taken.
 * @throws UsageError, CliError
 */
export const chosenDestination = (options: DestinationOptions): Destination => {
  const { env } = process;
  const destination = destinationOf(options, env);
  const isNamed = options.url ?? options['database-url'] ?? (env['PATTERN_USAGE_URL'] || env['DATABASE_URL']);
  if (!isNamed)
    process.stderr.write(`At ${DEFAULT_URL}, as neither --url nor PATTERN_USAGE_URL says where\n`);
  return destination;
};
