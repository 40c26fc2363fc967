/** What becomes of an attribute in the `context` of a usage. */
export const ATTRIBUTE_ACTIONS = ['keep', 'drop', 'hash'] as const;
export type AttributeAction = (typeof ATTRIBUTE_ACTIONS)[number];

export interface AttributeRules {
  /** By an attribute's whole name. */
  readonly whole: ReadonlyMap<string, AttributeAction>;
  /** By how its name begins, the longest first. */
  readonly beginnings: readonly (readonly [string, AttributeAction])[];
}

/** @param entries by name; one that ends with `*` is of all names that begin so. */
export const attributeRules = (entries: readonly (readonly [string, AttributeAction])[]): AttributeRules => ({
  whole: new Map(entries.filter(([name]) => !name.endsWith('*'))),
  beginnings: entries
    .filter(([name]) => name.endsWith('*'))
    .map(([name, action]) => [name.slice(0, -1), action] as const)
    .sort(([a], [b]) => b.length - a.length),
});

const rules = (action: AttributeAction, names: readonly string[]): [string, AttributeAction][] =>
  names.map((name) => [name, action]);

/**
 * What telemetry of agents has of people, of what they asked and of what tools were given and gave back is not kept,
 * unless OTLP_EVENTS says so. Of a resource nothing is kept by itself.
 */
const DEFAULT_RULES = attributeRules([
  ...rules('keep', ['gen_ai.prompt.name', 'gen_ai.prompt.version']),
  // People.
  ...rules('drop', ['user.*', 'enduser.*', 'user_id', 'user_email', 'actor', 'client.address']),
  // Prompts and answers.
  ...rules('drop', ['prompt', 'user_prompt', 'system_prompt', 'response', 'response_text', 'request_text']),
  ...rules('drop', ['gen_ai.prompt', 'gen_ai.prompt.*', 'gen_ai.completion', 'gen_ai.completion.*']),
  ...rules('drop', ['gen_ai.input.*', 'gen_ai.output.messages', 'gen_ai.system_instructions']),
  ...rules('drop', ['llm.input_messages.*', 'llm.output_messages.*', 'new_context']),
  // What tools were given and gave back.
  ...rules('drop', ['tool_parameters', 'tool_input', 'tool_output', 'function_args', 'arguments', 'args']),
  ...rules('drop', [
    'command_args',
    'full_command',
    'file_path',
    'input',
    'input.value',
    'output',
    'output.value',
  ]),
  ...rules('drop', ['gen_ai.tool.call.arguments', 'gen_ai.tool.call.result', 'gen_ai.tool.definitions']),
  ...rules('drop', ['traceloop.entity.input', 'traceloop.entity.output']),
  // Where it comes from.
  ...rules('drop', ['resource.*', 'span.kind', 'span.parent_id']),
]);

const ruleFor = ({ whole, beginnings }: AttributeRules, name: string): AttributeAction | undefined =>
  whole.get(name) ?? beginnings.find(([beginning]) => name.startsWith(beginning))?.[1];

/** What becomes of an attribute that OTLP_EVENTS does not speak of. */
export const defaultAction = (name: string): AttributeAction => ruleFor(DEFAULT_RULES, name) ?? 'keep';

/**
 * What becomes of an attribute by rules.
 * @param sets the first that speaks of the attribute decides, by its whole name or else by the longest beginning.
 * @returns undefined where none does.
 */
export const actionFor = (sets: readonly AttributeRules[], name: string): AttributeAction | undefined => {
  for (const set of sets) {
    const action = ruleFor(set, name);
    if (action !== undefined) return action;
  }
  return undefined;
};

/** Attributes that are to be kept or hashed by their whole names, wherever they are: in a resource, in JSON text. */
export const namesToKeep = (sets: readonly AttributeRules[]): readonly string[] =>
  sets.flatMap(({ whole }) => [...whole].filter(([, action]) => action !== 'drop').map(([name]) => name));
