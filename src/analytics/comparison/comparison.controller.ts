import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { API_PREFIX } from '../../common/api-prefix.js';
import { ApiBodyProblems } from '../../common/problem/api-body-problems.js';
import { BodyPipe } from '../../common/validation/body.pipe.js';
import { ApiUsageQuestion } from '../request/api-usage-question.js';
import { CompareDto, CompareResponse } from './comparison.dto.js';
import { ComparisonService } from './comparison.service.js';

const PATH = `/${API_PREFIX}/compare`;

@ApiTags('Analytics')
@Controller(API_PREFIX)
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
        value: {
          pattern_ids: ['7f9c24e5-2f0a-4c7b-9a51-0d6c3f1b8e42', '0b6f1a8e-6a9b-4f4e-8d3e-2f1c5a7d9e10'],
          metrics: ['quality', 'success_rate'],
        },
      },
    },
  })
  @ApiOkResponse({ type: CompareResponse })
  @ApiBodyProblems(PATH)
  @ApiUsageQuestion('compare')
  compare(@Body(new BodyPipe(CompareDto)) body: CompareDto): Promise<CompareResponse> {
    return this.comparison.compare(body);
  }
}
