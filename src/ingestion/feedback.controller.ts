import { Body, HttpStatus, Post, Res } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiController } from '../common/api/api-controller.js';
import { API_PREFIX } from '../common/api-prefix.js';
import { EXAMPLE_ID } from '../common/example-id.js';
import { ApiBodyProblems } from '../common/problem/api-body-problems.js';
import { ApiRecording } from '../common/problem/api-recording.js';
import { ApiRefusal } from '../common/problem/api-refusal.js';
import { Field } from '../common/validation/fields.js';
import { FeedbackDto } from './feedback.dto.js';
import { FeedbackService, type RecordedFeedback } from './feedback.service.js';

const INSTANCE = `/${API_PREFIX}/feedback`;

class RecordedFeedbackDto implements RecordedFeedback {
  @Field.uuid('019a2b4e-7c00-7cc3-98c4-dc0c0c07398f') feedback_id!: string;
  @Field.patternId() pattern_id!: string;
  @Field.uuid(
    '019a2b4e-7c00-7cc3-98c4-dc0c0c07398f',
    'The usage that carries it: its own, or the one it amended.',
  )
  usage_id!: string;
  @Field.instant('2025-10-28T09:30:00Z', 'When that usage happened.') created_at!: string;
  @Field.flag(false, 'Whether it amended a usage instead of adding one.') amended!: boolean;
  @Field.flag(false, 'Whether it had been stored before; it counts once.') duplicate!: boolean;
}

@ApiController('Recording')
export class FeedbackController {
  constructor(private readonly feedback: FeedbackService) {}

  @Post('feedback')
  @ApiOperation({
    summary: 'Record feedback',
    description:
      'Feedback records its usage. Where it names an execution_id or correlation_id under which the pattern was used already, it amends that usage (outcome, quality and what feedback says beyond) instead of adding one; the usage keeps what it was before.',
  })
  @ApiBody({
    type: FeedbackDto,
    examples: {
      rating: {
        summary: 'A rating',
        value: {
          pattern_id: EXAMPLE_ID,
          sentiment: 'positive',
          quality_rating: 4.5,
          feedback_text: 'Held up under load.',
        },
      },
      delayed: {
        summary: 'On a usage that is stored',
        value: {
          pattern_id: EXAMPLE_ID,
          correlation_id: 'a06eb29a-8922-4fdf-bb27-96fc40fae415',
          success: false,
          issues: ['wrong result'],
        },
      },
    },
  })
  @ApiCreatedResponse({ type: RecordedFeedbackDto, description: 'Stored with a usage of its own.' })
  @ApiOkResponse({ type: RecordedFeedbackDto, description: 'It amended a usage, or had been stored before.' })
  @ApiBodyProblems(INSTANCE)
  @ApiRefusal(FeedbackDto, { pattern_id: EXAMPLE_ID, quality_rating: 7 }, INSTANCE)
  @ApiRecording(INSTANCE)
  async record(
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RecordedFeedbackDto> {
    const recorded = await this.feedback.record(body, 'feedback');
    void reply.status(recorded.amended || recorded.duplicate ? HttpStatus.OK : HttpStatus.CREATED);
    return recorded;
  }
}
