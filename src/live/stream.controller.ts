import { Get, Headers, Res } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOkResponse, ApiOperation, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ApiController } from '../common/api/api-controller.js';
import { API_PREFIX } from '../common/api-prefix.js';
import { EXAMPLE_ID } from '../common/example-id.js';
import { ApiAsking } from '../common/problem/api-asking.js';
import { ApiProblem } from '../common/problem/api-problem.js';
import { Parameters } from '../common/validation/parameters.pipe.js';
import { MetricsUpdate, StreamQueryDto } from './stream.dto.js';
import { StreamService } from './stream.service.js';

const PATH = `/${API_PREFIX}/stream`;

const DESCRIPTION = `
Server-Sent Events. The first \`metrics_update\` is a snapshot; then come patterns that changed, at most four times a second. Counts also
fall, as usages leave the five minutes. A stream of all patterns has a further event \`usages\` with what was recorded and amended since the
last one, late usages included: \`{"timestamp", "recorded", "outcomes": {"success", …}, "amended"}\`. An event \`retired_usage\` tells of retired
patterns that were used within the five minutes: \`{"timestamp", "patterns": [{"pattern_id", "pattern_name", "usage_count_last_5min"}]}\`. With
\`include=unknown\` usages of unknown outcome are told of as well. A comment comes every 15 s.

Each event has an id. Whoever names it in \`Last-Event-ID\` (a browser does so by itself) or \`since\` is told what changed from there on, for
about five minutes; after that, or at another instance, there is a snapshot. Whoever reads slowly gets fewer updates, each with everything
that changed meanwhile.

**WebSocket**: \`/ws/pattern-metrics\`, at the root of the server, takes the same parameters. Each message is the data of an event with
\`type\` (\`metrics_update\`, \`usages\` or \`retired_usage\`) and \`id\`. Send \`{"type": "subscribe", "pattern_ids": [...]}\` (or \`patterns\`, their names) to follow these (more), without
pattern_ids to follow all; \`{"type": "unsubscribe", "pattern_ids": [...]}\` to follow fewer, without pattern_ids to follow none. The answer is
\`{"type": "subscribed", "pattern_ids": [...] or null for all}\` and a snapshot, or \`{"type": "error", "problem": {…}}\` with a problem
document. Pages may connect from the server's own origin and from those in CORS_ORIGINS.`.trim();

@ApiExtraModels(MetricsUpdate)
@ApiController('Live')
export class StreamController {
  constructor(private readonly streams: StreamService) {}

  @Get('stream')
  @ApiOperation({ summary: 'What changes, as it happens', description: DESCRIPTION })
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'As since.' })
  @ApiOkResponse({
    description: 'Events, until one of both sides ends them.',
    content: {
      'text/event-stream': {
        // No type: it is said of each event here, and of the whole text there.
        schema: { description: `Data of metrics_update: ${getSchemaPath(MetricsUpdate)}` },
        example: `event: metrics_update\nid: 5f0c1a2b-118\ndata: {"timestamp":"2025-10-28T12:00:00.250Z","patterns":[{"pattern_id":"${EXAMPLE_ID}","pattern_name":"Retry with backoff","usage_count_last_5min":12,"success_rate":0.75,"latest_quality":0.9}],"snapshot":true,"complete":true}\n\n`,
      },
    },
  })
  @ApiProblem({
    code: 'invalid-input',
    detail: `pattern_ids names ${EXAMPLE_ID}; there is no such pattern.`,
    instance: PATH,
    errors: [
      {
        pointer: '/pattern_ids',
        code: 'unknown_pattern',
        allowed: 'patterns that were used or described',
        message: `pattern_ids names ${EXAMPLE_ID}; there is no such pattern.`,
      },
    ],
  })
  @ApiProblem({
    code: 'too-many-streams',
    detail: '2000 live streams are open and 2000 are allowed (LIVE_MAX_CLIENTS); try again in 30 s.',
    instance: PATH,
  })
  @ApiAsking(PATH)
  open(
    @Parameters() query: StreamQueryDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.streams.open(reply, query, lastEventId);
  }
}
