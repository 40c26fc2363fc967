import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { InvalidInputError } from '../tracker-error.js';
import { unknownFields } from './validate-dto.js';

/** Refuses every query parameter, for a question that takes none. */
export class NoParametersGuard implements CanActivate {
  /** @throws InvalidInputError */
  canActivate(context: ExecutionContext): boolean {
    const { query } = context.switchToHttp().getRequest<{ query: unknown }>();
    const names = Object.keys(query ?? {});
    if (names.length > 0) throw new InvalidInputError(unknownFields(names));
    return true;
  }
}
