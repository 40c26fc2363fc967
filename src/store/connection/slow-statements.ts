import { Logger } from '@nestjs/common';
import type { Logger as TypeOrmLogger } from 'typeorm';

const logger = new Logger('SQL');

/** Longer statements are cut. */
const MAX_LENGTH = 2000;

/** Logs statements that took long, without their values: those may be anybody's data. */
export class SlowStatements implements TypeOrmLogger {
  /** @param ms milliseconds. */
  logQuerySlow(ms: number, statement: string): void {
    logger.log(`${ms} ms: ${statement.replace(/\s+/g, ' ').trim().slice(0, MAX_LENGTH)}`);
  }

  // What fails is told by whoever asked.
  logQuery(): void {}
  logQueryError(): void {}
  logSchemaBuild(): void {}
  logMigration(): void {}
  log(): void {}
}
