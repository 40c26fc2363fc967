import { describe, expect, it } from '@jest/globals';
import { pino } from 'pino';
import { StartupError } from '../common/startup-error.js';
import { PinoLoggerService } from './pino-logger.service.js';

const linesOf = (write: (logger: PinoLoggerService) => void): object[] => {
  const lines: object[] = [];
  const stream = { write: (line: string) => void lines.push(JSON.parse(line) as object) };
  write(new PinoLoggerService(pino({ level: 'trace', base: null, timestamp: false }, stream)));
  return lines;
};

describe('PinoLoggerService', () => {
  it('writes a JSON line with the context', () => {
    const lines = linesOf((logger) => {
      logger.log('Set 9 policies.', 'Store');
      logger.warn('slow', 'Jobs');
      logger.debug('d', 'A');
      logger.verbose('v', 'B');
      logger.fatal('f', 'C');
    });
    expect(lines).toEqual([
      { level: 30, context: 'Store', msg: 'Set 9 policies.' },
      { level: 40, context: 'Jobs', msg: 'slow' },
      { level: 20, context: 'A', msg: 'd' },
      { level: 10, context: 'B', msg: 'v' },
      { level: 60, context: 'C', msg: 'f' },
    ]);
  });

  it('keeps Nest’s chatter for debugging', () => {
    expect(linesOf((logger) => logger.log('AppModule initialized', 'InstanceLoader'))).toMatchObject([
      { level: 20 },
    ]);
  });

  it('writes an error with its stack, but leaves a refused start to whoever ends the process', () => {
    const [line] = linesOf((logger) => logger.error(new Error('disk full'), 'Jobs'));
    expect(line).toMatchObject({
      level: 50,
      msg: 'disk full',
      err: { stack: expect.stringContaining('at ') },
    });
    expect(linesOf((logger) => logger.error('boom', 'Error: boom\n at x', 'Jobs'))).toEqual([
      { level: 50, context: 'Jobs', stack: 'Error: boom\n at x', msg: 'boom' },
    ]);
    expect(linesOf((logger) => logger.error(new StartupError('no')))).toEqual([]);
  });
});
