import type { PipeTransform } from '@nestjs/common';
import { validateDto } from '../../common/validation/validate-dto.js';

const PREFIX = 'context.';

/** Takes query parameters as the given DTO, `context.<key>` gathered under `context`; or refuses them. */
export class UsageQueryPipe<T extends object> implements PipeTransform<unknown, T> {
  constructor(private readonly dto: new () => T) {}

  /** @throws InvalidInputError */
  transform(value: unknown): T {
    const entries = Object.entries(value ?? {});
    const context = entries.filter(([name]) => name.startsWith(PREFIX));
    const plain = Object.fromEntries(
      entries.filter(([name]) => !name.startsWith(PREFIX) && name !== 'context'),
    );
    if (entries.some(([name]) => name === 'context')) plain['context.<key>'] = undefined;
    if (context.length === 0) return validateDto(this.dto, plain);
    const named = context.map(([name, text]) => [name.slice(PREFIX.length), text] as const);
    return validateDto(this.dto, { ...plain, context: Object.fromEntries(named) });
  }
}
