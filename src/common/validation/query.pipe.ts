import { compileDto } from './compile-dto.js';
import { ValidPipe } from './valid.pipe.js';

/** As ValidPipe, but compiled, for parameters of hot routes; each rule of the DTO needs a schema. */
export class QueryPipe<T extends object> extends ValidPipe<T> {
  private readonly takes: (value: unknown) => value is T;

  constructor(dto: new () => T) {
    super(dto);
    this.takes = compileDto(dto);
  }

  /** @throws InvalidInputError */
  override transform(value: unknown): T {
    return this.takes(value) ? Object.assign(new this.dto(), value) : super.transform(value);
  }
}
