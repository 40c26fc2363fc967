import { describe, expect, it } from '@jest/globals';
import { ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { readJson } from '../read-json.js';
import { readProtobuf } from '../read-protobuf.js';
import { type MetricCount, readMetrics } from './read-metrics.js';
import { type MetricsRequest, metricsRequest } from './metrics-request.js';

const countPoints = (request: MetricsRequest): readonly MetricCount[] => readMetrics(request).counted;

describe('the metrics of an SDK', () => {
  it('are counted by their data points, whatever their kind', async () => {
    const memory = new InMemoryMetricExporter(AggregationTemporality.DELTA);
    const reader = new PeriodicExportingMetricReader({ exporter: memory, exportIntervalMillis: 3_600_000 });
    const provider = new MeterProvider({
      resource: resourceFromAttributes({ 'service.name': 'agent' }),
      readers: [reader],
    });
    const meter = provider.getMeter('agent');
    const cost = meter.createCounter('claude_code.cost.usage');
    cost.add(0.5, { 'skill.name': 'a' });
    cost.add(0.25, { model: 'b' });
    cost.add(0.25, { 'skill.name': '' });
    meter.createHistogram('gen_ai.client.token.usage').record(7);
    meter.createUpDownCounter('active').add(-1);
    meter.createObservableGauge('level').addCallback((result) => result.observe(3));
    meter.createCounter('silent');
    await reader.forceFlush();
    const [metrics] = memory.getMetrics();
    const body = ProtobufMetricsSerializer.serializeRequest(metrics!)!;
    expect(countPoints(readProtobuf(body, metricsRequest, 10))).toEqual([
      { name: 'claude_code.cost.usage', service: 'agent', points: 2 },
      { name: 'gen_ai.client.token.usage', service: 'agent', points: 1 },
      { name: 'active', service: 'agent', points: 1 },
      { name: 'level', service: 'agent', points: 1 },
    ]);
    expect(() => readProtobuf(body, metricsRequest, 3)).toThrow(/more than 3 metrics \(BATCH_MAX_ITEMS\)/);
    await provider.shutdown();
  });

  it('are the same in JSON', () => {
    const point = { attributes: [], asInt: '1' };
    const metrics = [
      { name: 'x', exponentialHistogram: { dataPoints: [point, point] } },
      { summary: { dataPoints: [point] } },
      { name: 'empty', sum: { dataPoints: null } },
    ];
    const read = readJson({ resource_metrics: [{ scope_metrics: [{ metrics }] }] }, metricsRequest, 10);
    expect(countPoints(read)).toEqual([
      { name: 'x', points: 2 },
      { name: '', points: 1 },
    ]);
    const wrong = { resourceMetrics: [{ scopeMetrics: [{ metrics: [{ sum: { dataPoints: [7] } }] }] }] };
    expect(() => readJson(wrong, metricsRequest, 10)).toThrow(
      /where a NumberDataPoint should be is no object/,
    );
  });
});
