import { Uuid } from './rules.js';

/** The parameter of a path that names one thing by its UUID. */
export class IdDto {
  @Uuid() id!: string;
}
