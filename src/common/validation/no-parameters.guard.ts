import type { CanActivate, ExecutionContext } from '@nestjs/common';
import { validateDto } from './validate-dto.js';

/** The parameters of a question that takes none. */
export class NoParametersDto {}

/** Refuses every query parameter, for a question that takes none. */
export class NoParametersGuard implements CanActivate {
  /** @throws InvalidInputError */
  canActivate(context: ExecutionContext): boolean {
    const { query } = context.switchToHttp().getRequest<{ query: unknown }>();
    validateDto(NoParametersDto, query ?? {});
    return true;
  }
}
