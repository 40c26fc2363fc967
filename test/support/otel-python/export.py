"""Exports spans and log events of an agent with OpenTelemetry's SDK, twice, to the server at argv[1]; argv[2] names what is used.

An address that begins with grpc: is one of OTLP over gRPC.
"""

import json
import sys

import grpc
from opentelemetry.exporter.otlp.proto.grpc._log_exporter import OTLPLogExporter as GrpcLogExporter
from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter as GrpcSpanExporter
from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http._log_exporter import OTLPLogExporter
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk._logs import LoggerProvider
from opentelemetry.sdk._logs.export import InMemoryLogRecordExporter, SimpleLogRecordProcessor
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

url, name = sys.argv[1:]
resource = Resource.create({"service.name": "agent", "user.id": "dana"})

spans = InMemorySpanExporter()
tracers = TracerProvider(resource=resource)
tracers.add_span_processor(SimpleSpanProcessor(spans))
tracer = tracers.get_tracer("agent")
with tracer.start_as_current_span("invoke_agent", attributes={"gen_ai.operation.name": "invoke_agent"}):
    tool = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": f"{name} tool"}
    with tracer.start_as_current_span("execute_tool", attributes=tool):
        pass
    try:
        with tracer.start_as_current_span("execute_tool", attributes=tool):
            raise RuntimeError("no disk")
    except RuntimeError:
        pass

logs = InMemoryLogRecordExporter()
loggers = LoggerProvider(resource=resource)
loggers.add_log_record_processor(SimpleLogRecordProcessor(logs))
logger = loggers.get_logger("agent")
for success in ["true", "false"]:
    logger.emit(
        event_name="claude_code.tool_result",
        attributes={
            "tool_name": "Skill",
            "success": success,
            "tool_parameters": json.dumps({"skill_name": f"{name} skill"}),
        },
    )


def exporters(is_packed):
    """A pair of them, for spans and for log events."""
    if url.startswith("grpc:"):
        compression = grpc.Compression.Gzip if is_packed else grpc.Compression.NoCompression
        settings = {
            "endpoint": url.removeprefix("grpc:"),
            "insecure": True,
            "headers": (("authorization", "Bearer secret"),),
            "compression": compression,
        }
        return GrpcSpanExporter(**settings), GrpcLogExporter(**settings)
    compression = Compression.Gzip if is_packed else Compression.NoCompression
    return (
        OTLPSpanExporter(endpoint=f"{url}/v1/traces", compression=compression),
        OTLPLogExporter(endpoint=f"{url}/v1/logs", compression=compression),
    )


for _ in range(2):
    for is_packed in [False, True]:
        traces, events = exporters(is_packed)
        print(traces.export(spans.get_finished_spans()).name, flush=True)
        print(events.export(logs.get_finished_logs()).name, flush=True)
        traces.shutdown()
        events.shutdown()
