/** Names that begin so, and end so, by their families. */
const names = (prefix: string, endings: readonly string[]): string[] =>
  endings.map((ending) => `${prefix}.${ending}`);

/**
 * Events, spans and operations that tell of no use by what their publishers say of them: requests to models,
 * prompts of people, what is installed. Read in November 2026 where known-mappings.ts says.
 */
const WITHOUT_USAGE: ReadonlySet<string> = new Set([
  ...names('claude_code', ['api_request', 'api_error', 'user_prompt', 'tool_decision', 'plugin_loaded']),
  ...names('claude_code', ['plugin_installed', 'hook_execution_start', 'hook_execution_complete']),
  ...names('claude_code', ['feedback_survey', 'at_mention', 'mcp_server_connection', 'internal_error']),
  ...names('claude_code', ['auth', 'permission_mode_changed', 'compaction', 'interaction', 'llm_request']),
  ...names('claude_code', ['tool.blocked_on_user', 'hook']),
  ...names('gemini_cli', ['config', 'user_prompt', 'api_request', 'api_response', 'api_error']),
  ...names('gemini_cli', ['file_operation', 'tool_output_truncated', 'malformed_json_response']),
  ...names('gemini_cli', [
    'flash_fallback',
    'next_speaker_check',
    'conversation_finished',
    'chat_compression',
  ]),
  ...names('gemini_cli', ['agent.start', 'model_routing', 'ide_connection', 'invalid_chunk']),
  ...names('gemini_cli', [
    'extension_install',
    'extension_uninstall',
    'extension_enable',
    'extension_disable',
  ]),
  ...names('gemini_cli', ['content_retry', 'content_retry_failure', 'extension_update']),
  ...names('codex', ['conversation_starts', 'api_request', 'sse_event', 'websocket_event', 'user_prompt']),
  ...names('codex', ['tool_decision', 'turn_cost']),
  ...names('copilot_chat', ['session.start', 'agent.turn', 'tool.call']),
  ...names('gen_ai', ['evaluation.result', 'client.inference.operation.details', 'choice']),
  ...names('gen_ai', ['system.message', 'user.message', 'assistant.message', 'tool.message']),
  // Operations of spans: requests to models, of which only those of a named prompt are uses.
  ...['chat', 'text_completion', 'generate_content', 'embeddings', 'create_agent'],
]);

/** Whether something of one of these names is known to be no use of a pattern. */
export const isWithoutUsage = (namesOfOne: readonly string[]): boolean =>
  namesOfOne.some((name) => WITHOUT_USAGE.has(name));
