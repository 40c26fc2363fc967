import { StartupError } from '../../../common/startup-error.js';
import { storeFault } from '../store-fault.js';

/**
 * What a start that PostgreSQL itself gave up is told as.
 * @param directory undefined where nothing is kept.
 */
export const startFault = (directory: string | undefined, error: Error): StartupError => {
  const said = `The embedded TimescaleDB did not start${directory === undefined ? '' : ` on ${directory}`}: ${error.message.replace(/\.$/, '')}.`;
  const advice =
    directory === undefined
      ? []
      : [
          storeFault(error.message) ??
            `Keep ${directory} as it is and start on a copy of it made while no server ran; pattern-usage doctor ${directory} says what is damaged.`,
        ];
  return new StartupError([said, ...advice].join(' '), { cause: error });
};
