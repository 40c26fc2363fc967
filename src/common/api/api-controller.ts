import { applyDecorators, Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { API_PREFIX } from '../api-prefix.js';

/** Declares a controller of paths below the API's prefix, described under a tag. */
export const ApiController = (tag: string): ClassDecorator =>
  applyDecorators(ApiTags(tag), Controller(API_PREFIX));
