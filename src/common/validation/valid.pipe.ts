import type { PipeTransform } from '@nestjs/common';
import { validateDto } from './validate-dto.js';

/** Takes a body or a set of parameters as the given DTO, or refuses it with every fault named. */
export class ValidPipe<T extends object> implements PipeTransform<unknown, T> {
  constructor(protected readonly dto: new () => T) {}

  /** @throws InvalidInputError */
  transform(value: unknown): T {
    return validateDto(this.dto, value ?? {});
  }
}
