import type { LoggerService } from '@nestjs/common';
import type { Logger } from 'pino';
import { StartupError } from '../common/startup-error.js';

/** Nest tells every module and route it sets up; that is for debugging. */
const CHATTY = new Set<unknown>([
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestFactory',
  'NestApplication',
]);

/** Lets Nest write its lines with pino, each under the name of the class that wrote it. */
export class PinoLoggerService implements LoggerService {
  constructor(private readonly pino: Logger) {}

  log(message: unknown, ...parameters: unknown[]): void {
    this.write(CHATTY.has(parameters.at(-1)) ? 'debug' : 'info', message, parameters);
  }

  error(message: unknown, ...parameters: unknown[]): void {
    // Nest logs what ends the start; its sentence is all that whoever runs the server needs.
    if (message instanceof StartupError) return;
    this.write('error', message, parameters);
  }

  warn(message: unknown, ...parameters: unknown[]): void {
    this.write('warn', message, parameters);
  }

  debug(message: unknown, ...parameters: unknown[]): void {
    this.write('debug', message, parameters);
  }

  verbose(message: unknown, ...parameters: unknown[]): void {
    this.write('trace', message, parameters);
  }

  fatal(message: unknown, ...parameters: unknown[]): void {
    this.write('fatal', message, parameters);
  }

  /** Nest puts the context last, and before it the stack of an error, if any. */
  private write(
    level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal',
    message: unknown,
    parameters: readonly unknown[],
  ): void {
    const context = parameters.at(-1);
    const stack = parameters.length > 1 ? parameters[0] : undefined;
    const error = message instanceof Error ? message : undefined;
    this.pino[level]({ context, stack, err: error }, error ? error.message : String(message));
  }
}
