/** Attributes that name what was used, the likeliest first. */
const LIKELY = [
  ...['gen_ai.skill.name', 'skill.name', 'skill_name', 'skill', 'tool_parameters.skill_name'],
  ...[
    'gen_ai.workflow.name',
    'workflow.name',
    'workflow',
    'gen_ai.prompt.name',
    'prompt.name',
    'prompt_name',
  ],
  ...[
    'gen_ai.tool.name',
    'tool.name',
    'tool_name',
    'mcp.tool.name',
    'tool',
    'function_name',
    'function.name',
  ],
  ...['gen_ai.agent.name', 'agent.name', 'agent_name', 'agent_type', 'agent', 'command_name', 'command'],
  ...['template', 'component', 'flag', 'feature_flag.key', 'pattern', 'name'],
];
/** Names of other things: programs, people and places. */
const OTHERS =
  /^(event|service|host|user|os|process|telemetry|server|client|error|exception|thread|code|db|gen_ai\.(operation|provider))\b/;
const SAYS_NAME = /(^|[._])name$/;

/** How likely an attribute names what was used: 0 is likeliest, Infinity is not. */
const rankOf = (attribute: string): number => {
  const likely = LIKELY.indexOf(attribute);
  if (likely !== -1) return likely;
  return SAYS_NAME.test(attribute) && !OTHERS.test(attribute) ? LIKELY.length : Infinity;
};

/** Attributes by how likely they name what was used, equally likely ones by the alphabet. */
export const byLikelihood = (attributes: readonly string[]): string[] =>
  [...attributes].sort((a, b) => {
    const [first, second] = [rankOf(a), rankOf(b)];
    return first === second ? (a < b ? -1 : Number(a > b)) : first - second;
  });

/** The one that most likely names what was used; undefined where none seems to. */
export const namingAttribute = (attributes: readonly string[]): string | undefined => {
  const [first] = byLikelihood(attributes);
  return first !== undefined && rankOf(first) < Infinity ? first : undefined;
};
