import { Controller, Get, HttpStatus, Res } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiServiceUnavailableResponse,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { API_PREFIX } from '../common/api-prefix.js';
import { Field } from '../common/validation/fields.js';
import { type Health, HEALTH_STATUSES, HealthService, type HealthStatus } from './health.service.js';

class ComponentHealth {
  @Field.word(HEALTH_STATUSES, 'healthy') status!: HealthStatus;
  @Field.text('answered in 2 ms') detail!: string;
}

class HealthResponse implements Health {
  @Field.word(HEALTH_STATUSES, 'healthy', 'The worst of the components’.') status!: HealthStatus;
  @ApiProperty({
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(ComponentHealth) },
    example: {
      database: { status: 'healthy', detail: 'answered in 2 ms' },
      jobs: { status: 'healthy', detail: '2 known, none failed last time' },
    },
  })
  components!: Record<string, ComponentHealth>;
}

class ProbeResponse {
  @Field.word(['ok', 'unavailable'], 'ok') status!: 'ok' | 'unavailable';
}

@ApiTags('Health')
@ApiExtraModels(ComponentHealth)
@Controller(['health', `${API_PREFIX}/health`])
export class HealthController {
  constructor(private readonly health: HealthService) {}

  @Get()
  @ApiOperation({ summary: 'Overall status and each component’s' })
  @ApiOkResponse({ type: HealthResponse, description: 'Healthy or degraded.' })
  @ApiServiceUnavailableResponse({ type: HealthResponse, description: 'Unhealthy.' })
  async overall(@Res({ passthrough: true }) reply: FastifyReply): Promise<HealthResponse> {
    const health = await this.health.check();
    if (health.status === 'unhealthy') void reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return health;
  }

  @Get('live')
  @ApiOperation({ summary: 'Whether the process answers' })
  @ApiOkResponse({ type: ProbeResponse })
  live(): ProbeResponse {
    return { status: 'ok' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether usages can be taken' })
  @ApiOkResponse({ type: ProbeResponse })
  @ApiServiceUnavailableResponse({ type: ProbeResponse })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<ProbeResponse> {
    if (await this.health.isReady()) return { status: 'ok' };
    void reply.status(HttpStatus.SERVICE_UNAVAILABLE);
    return { status: 'unavailable' };
  }
}
