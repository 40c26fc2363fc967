import { type ArgumentMetadata, type PipeTransform, Query } from '@nestjs/common';
import { readParameters } from './read-parameters.js';

/** Takes parameters as the class that they are declared as, or refuses them with every fault named. */
export class ParametersPipe implements PipeTransform<object | undefined, object> {
  /** @throws InvalidInputError */
  transform(given: object | undefined, { metatype }: ArgumentMetadata): object {
    return readParameters(metatype as new () => object, given ?? {});
  }
}

/** The query parameters of a request, as the class that they are declared as. */
export const Parameters = (): ParameterDecorator => Query(ParametersPipe);
