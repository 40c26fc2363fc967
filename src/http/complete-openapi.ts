import { getSchemaPath, type OpenAPIObject } from '@nestjs/swagger';
import { ProblemDto } from '../common/problem/problem.dto.js';
import { PROBLEM_MEDIA_TYPE } from '../common/problem/problem.js';
import { BODIES } from '../common/validation/api-bodies.js';

interface Node {
  [name: string]: unknown;
}

const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null;

const visit = (value: unknown, see: (node: Node) => void): void => {
  if (!isNode(value)) return;
  see(value);
  for (const inner of Object.values(value)) visit(inner, see);
};

/** In OpenAPI 3.0, nullable allows null only where the listed values have it. */
const listNull = (node: Node): void => {
  const { nullable, enum: words } = node;
  if (nullable === true && Array.isArray(words) && !words.includes(null)) {
    node['enum'] = [...(words as unknown[]), null];
  }
};

/** What a request body is made of takes no other fields. */
const closeInputs = ({ paths, components }: OpenAPIObject): void => {
  const seen = new Set<string>();
  const close = (node: Node): void => {
    const { $ref } = node;
    if (typeof $ref !== 'string' || seen.has($ref)) return;
    seen.add($ref);
    const schema = components!.schemas![$ref.split('/').at(-1)!] as Node;
    schema['additionalProperties'] = false;
    visit(schema, close);
  };
  for (const path of Object.values(paths)) {
    for (const { requestBody } of Object.values(path) as Node[]) visit(requestBody, close);
  }
};

/**
 * Adds to the description what Nest has no words for: a schema for each content type of a body, what any
 * operation may answer, that inputs are closed, and null among listed values.
 */
export const completeOpenApi = (document: OpenAPIObject): OpenAPIObject => {
  for (const path of Object.values(document.paths)) {
    for (const operation of Object.values(path) as Node[]) {
      const { [BODIES]: bodies, requestBody, responses } = operation;
      if (bodies) (requestBody as Node)['content'] = bodies;
      Reflect.deleteProperty(operation, BODIES);
      (responses as Node)['default'] = { $ref: '#/components/responses/Problem' };
    }
  }
  document.components!.responses = {
    Problem: {
      description: 'What any address may answer; the description of the API lists it.',
      content: { [PROBLEM_MEDIA_TYPE]: { schema: { $ref: getSchemaPath(ProblemDto) } } },
    },
  };
  visit(document, listNull);
  closeInputs(document);
  return document;
};
