import { applyDecorators, Delete, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ApiController } from '../common/api/api-controller.js';
import { ApiPatternParam } from '../common/api/api-pattern-param.js';
import { API_PREFIX } from '../common/api-prefix.js';
import { EXAMPLE_ID } from '../common/example-id.js';
import { ApiProblem } from '../common/problem/api-problem.js';
import { ApiStoreUnavailable } from '../common/problem/api-store-unavailable.js';
import { ApiRefusal } from '../common/problem/api-refusal.js';
import { IdDto } from '../common/validation/id.dto.js';
import { Parameters } from '../common/validation/parameters.pipe.js';
import { PatternPipe } from '../common/validation/pattern.pipe.js';
import { EraseCorrelationQueryDto, ErasePatternQueryDto, ErasureResponse } from './erasure.dto.js';
import { ErasureService } from './erasure.service.js';

const OF_PATTERN = `/${API_PREFIX}/patterns/${EXAMPLE_ID}/usages`;
const OF_CORRELATION = `/${API_PREFIX}/usages`;
const GONE =
  'They are gone from the usages and from every answer at once. What fails in between is finished by asking again.';

const ApiErasure = (instance: string): MethodDecorator =>
  applyDecorators(
    ApiOkResponse({ type: ErasureResponse }),
    ApiProblem({
      code: 'erasure-not-allowed',
      detail: 'This server erases nothing (ALLOW_ERASURE is false).',
      instance,
    }),
    ApiStoreUnavailable(instance),
  );

@ApiController('Erasure')
export class ErasureController {
  constructor(private readonly erasure: ErasureService) {}

  @Delete('patterns/:id/usages')
  @ApiOperation({
    summary: 'Erase all usages of a pattern',
    description: `${GONE} Also those that only rollups count any more. The pattern’s description stays unless it is to be forgotten.`,
  })
  @ApiPatternParam('id')
  @ApiErasure(OF_PATTERN)
  @ApiRefusal(IdDto, { id: '\u0000' }, OF_PATTERN.replace(EXAMPLE_ID, '%00'))
  @ApiProblem({ code: 'unknown-pattern', detail: `There is no pattern ${EXAMPLE_ID}.`, instance: OF_PATTERN })
  async erasePattern(
    @Param('id', PatternPipe) id: string,
    @Parameters() { forget }: ErasePatternQueryDto,
  ): Promise<ErasureResponse> {
    return { deleted: await this.erasure.erasePattern(id, forget ?? false) };
  }

  @Delete('usages')
  @ApiOperation({
    summary: 'Erase all usages under a correlation',
    description: `${GONE} What retention dropped stays counted in the rollups, which do not know correlations.`,
  })
  @ApiErasure(OF_CORRELATION)
  @ApiRefusal(EraseCorrelationQueryDto, { correlation_id: '7f9c' }, OF_CORRELATION)
  async eraseCorrelation(
    @Parameters() { correlation_id }: EraseCorrelationQueryDto,
  ): Promise<ErasureResponse> {
    return { deleted: await this.erasure.eraseCorrelation(correlation_id.toLowerCase()) };
  }
}
