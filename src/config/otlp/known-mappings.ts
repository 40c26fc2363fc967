import { type CallMapping, type EventMapping, mappingOf, type MappingSettings } from './event-mapping.js';

/** Who published the names, and when they were read there. */
const SOURCES = {
  genAi: { from: 'github.com/open-telemetry/semantic-conventions-genai', read: '2026-11' },
  claudeCode: { from: 'code.claude.com/docs/en/monitoring-usage', read: '2026-11' },
  gemini: { from: 'github.com/google-gemini/gemini-cli/blob/main/docs/cli/telemetry.md', read: '2026-11' },
  codex: { from: 'developers.openai.com/codex/config-advanced', read: '2026-11' },
  copilot: { from: 'code.visualstudio.com/docs/copilot/guides/monitoring-agents', read: '2026-11' },
} as const;

type Attributes = MappingSettings['attributes'];

interface KnownMapping extends Omit<MappingSettings, 'attributes'> {
  readonly source: (typeof SOURCES)[keyof typeof SOURCES];
  /** The name of the log event or span, or the `gen_ai.operation.name` or `mcp.method.name` of the span. */
  readonly event: string;
  readonly pattern: readonly string[];
  /** The other attributes that give fields. */
  readonly also?: Attributes;
}

const ANY: readonly string[] = [];
const CONVERSATION = ['gen_ai.conversation.id', 'session.id', 'resource.session.id'];
const SESSION = ['session.id', 'resource.session.id'];

/** A tool's result as Claude Code, Gemini CLI and Codex CLI write it. */
const toolResult: Attributes = {
  outcome: ['success'],
  execution_time_ms: ['duration_ms'],
  error_message: ['error', 'error_message', 'error_type'],
};
const claude: Attributes = { correlation_id: SESSION, execution_id: ['tool_use_id', 'prompt.id'] };
const gemini: Attributes = { ...toolResult, correlation_id: SESSION, execution_id: ['prompt_id'] };
const span: Attributes = { correlation_id: CONVERSATION };
/** The span of Claude Code says how it went by an attribute, not by its status. */
const claudeSpan: Attributes = { ...toolResult, ...claude, execution_id: [] };

const ofSkill: Attributes = { ...span, version: ['gen_ai.skill.version'] };
const SKILL = ['gen_ai.skill.name', 'gen_ai.skill.id'];
/** Tools that load a skill; the others a skill's span names are its commands. */
const LOADERS = ['load_skill', 'activate_skill', 'use_skill', 'skill', 'Skill'];
const READS = { 'gen_ai.skill.resource.name': ANY };

/** Where Claude Code's events of one call are. */
const IN_PROMPT = [SESSION, ['prompt.id']];
const CALL_ID = ['gen_ai.tool.call.id'];
const started: CallMapping = { tells: 'start', within: IN_PROMPT };
const ended: CallMapping = { tells: 'end', id: ['tool_use_id'], within: IN_PROMPT };
/** Of tools only the span tells as well: it has the call's id. */
const toolEnded: CallMapping = { tells: 'end', id: ['tool_use_id'] };
/** A prompt has one command at most: its text begins with it. */
const typed = { within: IN_PROMPT, isOnlyOne: true };
/** Some models number the calls of an answer (`call_0`), so a short id is no id among those of everybody. */
const spanEnded: CallMapping = { tells: 'end', id: CALL_ID, minIdLength: 16, rank: 1 };

/** The server's half of a call whose client's half is a span of the same trace. */
const SERVED = { 'mcp.method.name': ANY, 'span.kind': ['server'], 'span.parent_id': ANY };
const BY_CLIENT = 'the span of the client';

const CLAUDE_RESULT = 'claude_code.tool_result';
const NESTED = { tool_name: ['Task', 'Agent'] };
const SKILL_CALL = { tool_name: ['Skill'] };

/**
 * The events and spans whose names and attributes are published by those who emit them: of an event the first line
 * whose `when` holds and whose pattern is there. What is not in the table makes no usage.
 *
 * Of a call that several records tell of `call` says how they find one another: they are one usage. Where they cannot,
 * the use is counted by one of them alone, which `toldBy` names.
 */
const KNOWN: readonly KnownMapping[] = [
  // Skills: the load is the use; to read a resource is none, and a command of a skill is a use of its tool.
  {
    source: SOURCES.genAi,
    event: 'load_skill',
    when: READS,
    pattern: SKILL,
    toldBy: 'load_skill',
  },
  {
    source: SOURCES.genAi,
    event: 'load_skill',
    type: 'skill',
    pattern: SKILL,
    also: ofSkill,
    call: spanEnded,
  },
  {
    source: SOURCES.genAi,
    event: 'execute_tool',
    when: READS,
    pattern: SKILL,
    toldBy: 'load_skill',
  },
  {
    source: SOURCES.genAi,
    event: 'execute_tool',
    when: SERVED,
    pattern: ['gen_ai.tool.name'],
    toldBy: BY_CLIENT,
  },
  {
    source: SOURCES.genAi,
    event: 'execute_tool',
    when: { 'gen_ai.tool.name': LOADERS },
    type: 'skill',
    pattern: SKILL,
    also: ofSkill,
    call: spanEnded,
  },
  {
    source: SOURCES.genAi,
    event: 'execute_tool',
    type: 'tool',
    pattern: ['gen_ai.tool.name'],
    also: span,
    call: spanEnded,
  },
  {
    source: SOURCES.genAi,
    event: 'execute_tool',
    type: 'skill',
    pattern: SKILL,
    also: ofSkill,
    call: spanEnded,
  },
  {
    source: SOURCES.genAi,
    event: 'invoke_agent',
    type: 'agent',
    pattern: ['gen_ai.agent.name', 'gen_ai.agent.id'],
    also: { ...span, version: ['gen_ai.agent.version'] },
  },
  {
    source: SOURCES.genAi,
    event: 'invoke_workflow',
    type: 'workflow',
    pattern: ['gen_ai.workflow.name'],
    also: span,
  },
  // An answer of a model is the use of a prompt where the prompt has a name. By the answer's id evaluations find it.
  ...['chat', 'text_completion', 'generate_content', 'prompts/get'].map((event): KnownMapping => ({
    source: SOURCES.genAi,
    event,
    type: 'prompt',
    pattern: ['gen_ai.prompt.name'],
    also: { ...span, version: ['gen_ai.prompt.version'] },
    call: { tells: 'end', id: ['gen_ai.response.id'], minIdLength: 16, rank: 1 },
  })),
  {
    source: SOURCES.genAi,
    event: 'tools/call',
    when: SERVED,
    pattern: ['gen_ai.tool.name'],
    toldBy: BY_CLIENT,
  },
  {
    source: SOURCES.genAi,
    event: 'tools/call',
    type: 'tool',
    pattern: ['gen_ai.tool.name'],
    also: span,
    call: spanEnded,
  },
  {
    source: SOURCES.genAi,
    event: 'gen_ai.evaluation.result',
    isEvaluation: true,
    pattern: ['gen_ai.evaluation.name'],
    also: {
      outcome: ['gen_ai.evaluation.score.label'],
      quality_score: ['gen_ai.evaluation.score.value'],
      execution_id: ['gen_ai.response.id', ...CALL_ID, 'execution_id'],
    },
  },

  // An activation says that a skill was loaded, its tool_result whether it worked. A slash command has no such.
  {
    source: SOURCES.claudeCode,
    event: 'claude_code.skill_activated',
    when: { invocation_trigger: ['claude-proactive', 'nested-skill'] },
    type: 'skill',
    pattern: ['skill.name'],
    otherwise: 'unknown',
    also: claude,
    call: started,
  },
  {
    source: SOURCES.claudeCode,
    event: 'claude_code.skill_activated',
    when: { invocation_trigger: ANY },
    type: 'skill',
    pattern: ['skill.name'],
    otherwise: 'unknown',
    also: claude,
    call: { ...typed, tells: 'end' },
  },
  {
    source: SOURCES.claudeCode,
    event: 'claude_code.skill_activated',
    type: 'skill',
    pattern: ['skill.name'],
    otherwise: 'unknown',
    also: claude,
    call: started,
  },
  {
    source: SOURCES.claudeCode,
    event: 'claude_code.user_prompt',
    type: 'command',
    pattern: ['command_name'],
    otherwise: 'unknown',
    also: claude,
    call: { ...typed, tells: 'start' },
  },
  {
    source: SOURCES.claudeCode,
    event: CLAUDE_RESULT,
    when: SKILL_CALL,
    type: 'skill',
    pattern: ['tool_parameters.skill_name'],
    otherwise: 'unknown',
    also: { ...toolResult, ...claude },
    call: ended,
  },
  {
    source: SOURCES.claudeCode,
    event: CLAUDE_RESULT,
    when: NESTED,
    type: 'agent',
    pattern: ['tool_parameters.subagent_type'],
    otherwise: 'unknown',
    also: { ...toolResult, ...claude },
    call: ended,
  },
  {
    source: SOURCES.claudeCode,
    event: CLAUDE_RESULT,
    type: 'tool',
    pattern: ['tool_name'],
    otherwise: 'unknown',
    also: { ...toolResult, ...claude },
    call: toolEnded,
  },
  // It comes before the tool_result and does not say whether the agent got anywhere.
  {
    source: SOURCES.claudeCode,
    event: 'claude_code.subagent_completed',
    type: 'agent',
    pattern: ['agent_type'],
    otherwise: 'unknown',
    also: { ...claude, execution_time_ms: ['duration_ms'] },
    call: started,
  },
  // The spans of the calls that tool_result tells of; the outer one waits for permission as well.
  ...[['claude_code.tool.execution', 1] as const, ['claude_code.tool', 2] as const].flatMap(
    ([event, rank]): KnownMapping[] => [
      ...[
        { type: 'skill', pattern: ['skill_name'] },
        { type: 'agent', pattern: ['subagent_type'] },
        { type: 'tool', pattern: ['tool_name', 'gen_ai.tool.name'] },
      ].map((kind): KnownMapping => ({
        source: SOURCES.claudeCode,
        event,
        when: { [CALL_ID[0]!]: ANY },
        ...kind,
        also: claudeSpan,
        call: { tells: 'end', id: CALL_ID, rank },
      })),
      {
        source: SOURCES.claudeCode,
        event,
        pattern: ['skill_name', 'subagent_type', 'tool_name', 'gen_ai.tool.name'],
        toldBy: CLAUDE_RESULT,
      },
    ],
  ),

  {
    source: SOURCES.gemini,
    event: 'gemini_cli.tool_call',
    type: 'tool',
    pattern: ['function_name'],
    otherwise: 'unknown',
    also: gemini,
  },
  {
    source: SOURCES.gemini,
    event: 'gemini_cli.agent.finish',
    type: 'agent',
    pattern: ['agent_name'],
    otherwise: 'unknown',
    outcomes: [
      ['goal', 'success'],
      ['timeout', 'failure'],
      ['max_turns', 'failure'],
      ['aborted', 'failure'],
      ['error_no_complete_task_call', 'error'],
    ],
    also: { ...gemini, outcome: ['terminate_reason'] },
  },
  {
    source: SOURCES.gemini,
    event: 'gemini_cli.slash_command',
    type: 'command',
    pattern: ['command'],
    otherwise: 'unknown',
    also: { ...gemini, outcome: ['status'] },
  },

  {
    source: SOURCES.codex,
    event: 'codex.tool_result',
    type: 'tool',
    pattern: ['tool_name'],
    otherwise: 'unknown',
    also: { ...toolResult, correlation_id: ['conversation.id', ...SESSION], execution_id: ['call_id'] },
    call: { tells: 'end', id: ['call_id'] },
  },

  // Copilot sends the spans of the conventions; of its events this one tells of such a span's call.
  {
    source: SOURCES.copilot,
    event: 'copilot_chat.tool.call',
    type: 'tool',
    pattern: ['gen_ai.tool.name'],
    otherwise: 'unknown',
    also: { ...toolResult, correlation_id: CONVERSATION },
    toldBy: 'execute_tool',
  },
];

const mappingsOf = (event: string): readonly EventMapping[] =>
  KNOWN.filter((line) => line.event === event).map(({ pattern, also, ...settings }) =>
    mappingOf({ ...settings, attributes: { ...also, pattern } }),
  );

/** The table by the names of events. */
export const knownMappings: ReadonlyMap<string, readonly EventMapping[]> = new Map(
  KNOWN.map(({ event }) => [event, mappingsOf(event)]),
);
