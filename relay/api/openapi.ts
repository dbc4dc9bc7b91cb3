import { z } from 'zod';
import { PROBLEM_STATUS, problem } from '../../shared/api/index.ts';
import type { ErrorCode } from '../../shared/errors.ts';
import { PARAMS, paramsOf } from './params.ts';
import { STATUS } from './problems.ts';
import { isBytes, type Route, type Schema, statusesOf } from './route.ts';

/** JSON, as OpenAPI writes it. */
type Json = { readonly [key: string]: unknown };

const JSON_TYPE = 'application/json';

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return json;
}

function contentOf(schema: Exclude<Schema, undefined>, io: 'input' | 'output'): Json {
  if (!isBytes(schema)) return { [JSON_TYPE]: { schema: schemaOf(schema, io) } };
  return Object.fromEntries(
    schema.types.map(type => [type, { schema: { type: 'string', format: 'binary' } }]),
  );
}

/** Returns the errors of each kind of route, and its own. */
function errorsOf({ who, path, grows, errors = [] }: Route): readonly ErrorCode[] {
  const common: ErrorCode[] = ['api/bad-request', 'api/too-fast', 'api/unavailable', 'link/origin'];
  const member: ErrorCode[] = ['api/unauthorized', 'api/forbidden', 'api/not-found', 'api/deleted'];
  const found: ErrorCode[] = paramsOf(path).length > 0 ? ['api/not-found'] : [];
  const full: ErrorCode[] = grows ? ['store/full', 'api/budget'] : [];
  return [...new Set([...common, ...found, ...full, ...(who === 'anyone' ? [] : member), ...errors])];
}

function responsesOf(route: Route): Json {
  const responses: Record<string, Json> = {};
  for (const status of statusesOf(route)) {
    const content = route.answer === undefined ? {} : { content: contentOf(route.answer, 'output') };
    responses[status] = { description: 'Done.', ...content };
  }
  const codes = new Map<number, ErrorCode[]>();
  for (const code of errorsOf(route)) {
    const status = STATUS[code] ?? 500;
    codes.set(status, [...(codes.get(status) ?? []), code]);
  }
  for (const [status, those] of codes) {
    responses[status] = {
      description: `Refused: ${those.join(', ')}.`,
      content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
    };
  }
  return responses;
}

function queryOf({ query }: Route): Json[] {
  if (!query) return [];
  const { properties = {}, required = [] } = schemaOf(query, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

/** An empty choice: it may also be asked without. */
function securityOf(route: Route): readonly Json[] {
  if (route.who !== 'anyone') return [{ token: [] }];
  return route.takesToken ? [{ token: [] }, {}] : [];
}

function operationOf(route: Route): Json {
  const params = paramsOf(route.path).map(name => ({
    name,
    in: 'path',
    required: true,
    schema: schemaOf(PARAMS[name], 'input'),
  }));
  return {
    operationId: `${route.method} ${route.path}`
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, ''),
    summary: route.summary,
    security: securityOf(route),
    parameters: [...params, ...queryOf(route), { $ref: '#/components/parameters/Prefer' }],
    ...(route.body === undefined
      ? {}
      : { requestBody: { required: true, content: contentOf(route.body, 'input') } }),
    responses: responsesOf(route),
  };
}

/** Of every request; only browsers have a use for it. */
const PREFER: Json = {
  name: 'Prefer',
  in: 'header',
  required: false,
  description: `\`${PROBLEM_STATUS.preference}\`: answers that refuse come as 200, with \`Problem-Status\` telling the status that is documented here.`,
  schema: { type: 'string' },
};

/** `/a/:b` as OpenAPI writes it. */
const templateOf = (path: string): string => path.replace(/:(\w+)/g, '{$1}');

/** Returns the OpenAPI 3.1 document of these routes, made of the very schemas that check requests. */
export function openApiOf(routes: readonly Route[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes) {
    const path = templateOf(route.path);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'AI Frame',
      version,
      description:
        'Everything that a session needs around its document. The document itself is edited over the socket, as docs/protocol.md says.',
    },
    paths,
    components: {
      schemas: { Problem: schemaOf(problem, 'output') },
      parameters: { Prefer: PREFER },
      securitySchemes: { token: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' } },
    },
  };
}
