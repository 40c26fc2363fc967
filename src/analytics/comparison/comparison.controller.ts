import { Body, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import { ApiController } from '../../common/api/api-controller.js';
import { API_PREFIX } from '../../common/api-prefix.js';
import { EXAMPLE_ID } from '../../common/example-id.js';
import { ApiAsking } from '../../common/problem/api-asking.js';
import { ApiBodyProblems } from '../../common/problem/api-body-problems.js';
import { ApiDroppedDetail } from '../../common/problem/api-dropped-detail.js';
import { ApiRefusal } from '../../common/problem/api-refusal.js';
import { BodyPipe } from '../../common/validation/body.pipe.js';
import { CompareDto, CompareResponse } from './comparison.dto.js';
import { ComparisonService } from './comparison.service.js';

const PATH = `/${API_PREFIX}/compare`;

const EXAMPLE = {
  pattern_ids: [EXAMPLE_ID, '0b6f1a8e-6a9b-4f4e-8d3e-2f1c5a7d9e10'],
  metrics: ['quality', 'success_rate'],
};

@ApiController('Analytics')
export class ComparisonController {
  constructor(private readonly comparison: ComparisonService) {}

  @Post('compare')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Compare 2 to 10 patterns',
    description:
      'The original’s matrix, and every two patterns against each other: the difference of their success rates and of their average qualities with 95 % intervals, and the probability that the first is better. Where either has fewer than 5 samples that is refused as insufficient_data. By default of the last 30 times 24 hours.',
  })
  @ApiBody({
    type: CompareDto,
    examples: {
      two: {
        summary: 'Two patterns',
        value: EXAMPLE,
      },
    },
  })
  @ApiOkResponse({ type: CompareResponse })
  @ApiBodyProblems(PATH)
  @ApiRefusal(CompareDto, { ...EXAMPLE, time_range: '2d' }, PATH)
  @ApiDroppedDetail(PATH)
  @ApiAsking(PATH)
  compare(@Body(new BodyPipe(CompareDto)) body: CompareDto): Promise<CompareResponse> {
    return this.comparison.compare(body);
  }
}
