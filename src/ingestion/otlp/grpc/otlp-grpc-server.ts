import {
  type BeforeApplicationShutdown,
  Inject,
  Injectable,
  Logger,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import {
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type StatusObject,
} from '@grpc/grpc-js';
import { BodyBudget } from '../../../common/body-budget.js';
import { refuseForeign } from '../../../common/callers/refuse-foreign.js';
import { type ProblemCode } from '../../../common/problem/problem.js';
import { toProblem } from '../../../common/problem/to-problem.js';
import { StartupError } from '../../../common/startup-error.js';
import type { TrackerConfig } from '../../../config/config.js';
import { TRACKER_CONFIG } from '../../../config/tracker-config.token.js';
import { SourceCounts } from '../../source-counts.js';
import { encodeAnswer } from '../export-answer.js';
import { logsRequest } from '../logs-request.js';
import { metricsRequest } from '../metrics/metrics-request.js';
import { OtlpService } from '../otlp.service.js';
import { readProtobuf } from '../read-protobuf.js';
import { tracesRequest } from '../traces-request.js';
import { type Export, exportMethod, exportPath } from './export-service.js';
import { toGrpcStatus } from './grpc-status.js';
import { holdBodies } from './hold-bodies.js';

/** Calls of one connection that are worked on at a time; an exporter makes one or two. */
const AT_A_TIME = 16;
/** When calls in flight are cut, as a share of the time that a stop may take. */
const CUT_AT = 0.75;

const LISTEN_FAULTS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use: stop what listens there or set OTLP_GRPC_PORT',
  EACCES: 'is not allowed: set OTLP_GRPC_PORT to one above 1023',
  EADDRNOTAVAIL: 'is not an address of this machine: set HOST',
};

/** Requests that are refused as a whole, and how they are counted. */
const REFUSED: Readonly<Partial<Record<ProblemCode, string>>> = {
  'malformed-body': 'malformed_body',
  'body-too-large': 'body_too_large',
};

/** OTLP over gRPC on a port of its own, where OTLP_GRPC_PORT says one; as HTTP in everything else. */
@Injectable()
export class OtlpGrpcServer implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('OTLP');
  private server: Server | undefined;
  private boundPort: number | undefined;

  constructor(
    @Inject(TRACKER_CONFIG) private readonly config: TrackerConfig,
    private readonly counts: SourceCounts,
    private readonly otlp: OtlpService,
  ) {}

  /** Where it listens; undefined where it does not. */
  get port(): number | undefined {
    return this.boundPort;
  }

  /** @throws StartupError where it may not listen there. */
  async onApplicationBootstrap(): Promise<void> {
    const { grpcPort } = this.config.otlp;
    if (grpcPort === undefined) return;
    this.server = this.create();
    this.boundPort = await this.listen(this.server, this.config.http.host, grpcPort);
    this.logger.log(`Takes OTLP over gRPC on port ${this.boundPort} of ${this.config.http.host}.`);
  }

  /** No new calls; those in flight end while the store is there, or are cut before the stop is over. */
  async beforeApplicationShutdown(): Promise<void> {
    const { server } = this;
    if (!server) return;
    const timer = setTimeout(() => server.forceShutdown(), this.config.http.shutdownTimeoutMs * CUT_AT);
    await new Promise<void>((done) => server.tryShutdown(() => done()));
    clearTimeout(timer);
  }

  /** What takes the requests of each signal. */
  private exports(): Readonly<Record<string, Export>> {
    const { batchMaxItems } = this.config.ingestion;
    return {
      'opentelemetry.proto.collector.logs.v1.LogsService': async (request) =>
        encodeAnswer(await this.otlp.recordLogs(readProtobuf(request, logsRequest, batchMaxItems))),
      'opentelemetry.proto.collector.trace.v1.TraceService': async (request) =>
        encodeAnswer(await this.otlp.recordSpans(readProtobuf(request, tracesRequest, batchMaxItems))),
      'opentelemetry.proto.collector.metrics.v1.MetricsService': async (request) =>
        encodeAnswer(await this.otlp.recordMetrics(readProtobuf(request, metricsRequest, batchMaxItems))),
    };
  }

  private create(): Server {
    const { bodyLimitBytes, bodiesMaxBytes, bodyTimeoutMs, idleTimeoutMs } = this.config.http;
    const server = new Server({
      'grpc.max_receive_message_length': bodyLimitBytes,
      'grpc.max_concurrent_streams': AT_A_TIME,
      'grpc.keepalive_time_ms': idleTimeoutMs,
      'grpc.enable_channelz': 0,
      interceptors: [
        holdBodies({
          budget: new BodyBudget(bodiesMaxBytes),
          roomBytes: Math.min(bodyLimitBytes, bodiesMaxBytes),
          timeoutMs: bodyTimeoutMs,
        }),
      ],
    });
    for (const [service, take] of Object.entries(this.exports())) {
      const path = exportPath(service);
      server.addService(
        { Export: exportMethod(service) },
        {
          Export: (call: ServerUnaryCall<Buffer, Buffer>, answer: sendUnaryData<Buffer>) => {
            this.take(call, take).then(
              (bytes) => answer(null, bytes),
              (error: unknown) => answer(this.refuse(error, path)),
            );
          },
        },
      );
    }
    return server;
  }

  private async take(call: ServerUnaryCall<Buffer, Buffer>, take: Export): Promise<Buffer> {
    refuseForeign({ host: call.getHost() }, false, this.config.http.callers);
    return take(call.request);
  }

  private refuse(error: unknown, path: string): StatusObject {
    const { bodyLimitBytes } = this.config.http;
    const problem = toProblem(error, { method: 'POST', path, contentType: undefined, bodyLimitBytes });
    const code = REFUSED[problem.code];
    if (code !== undefined) this.counts.refuse('otlp', code);
    if (problem.code === 'internal-error') this.logger.error(`Unexpected error in ${path}: ${String(error)}`);
    if (problem.code === 'store-unavailable') this.logger.warn(`The store is not available for ${path}.`);
    return toGrpcStatus(problem, path);
  }

  private listen(server: Server, host: string, port: number): Promise<number> {
    const address = `${host.includes(':') ? `[${host}]` : host}:${port}`;
    return new Promise((done, failed) =>
      server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
        if (!error) {
          done(bound);
          return;
        }
        const code = Object.keys(LISTEN_FAULTS).find((one) => error.message.includes(one));
        const fault = code === undefined ? `cannot be listened on: ${error.message}` : LISTEN_FAULTS[code];
        failed(new StartupError(`Address ${host}:${port} for OTLP over gRPC ${fault}.`));
      }),
    );
  }
}
