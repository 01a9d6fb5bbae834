import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { WebStandardStreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/webStandardStreamableHttp.js'
import {
  CallToolRequestSchema,
  type CallToolResult,
  ErrorCode,
  GetPromptRequestSchema,
  ListPromptsRequestSchema,
  ListResourcesRequestSchema,
  ListToolsRequestSchema,
  McpError,
  ReadResourceRequestSchema,
  type Tool as ShownTool,
} from '@modelcontextprotocol/sdk/types.js'
import { z } from 'zod'
import type { InputProblem } from '../errors.ts'
import { inexactInput } from './exact-body.ts'
import { adviceFor } from './mcp-advice.ts'
import { checkArguments } from './mcp-arguments.ts'
import { type Arguments, RESOURCES, type Request, TOOLS, type Tool } from './mcp-tools.ts'
import { workerPrompt } from './mcp-worker-prompt.ts'

type Answered = { status: number; body: Record<string, unknown> }

/** What a request to /mcp may do: ask /api/pls as the one whose token came with it. */
export type McpCaller = {
  ask(request: Request, idempotencyKey?: string): Promise<Answered>
  /** What a thrown error is to the caller. */
  explain(error: unknown): Answered
  who: { name: string; role: string; worker_id: string | null }
  /** Arguments that would not arrive as they were sent. */
  inexact: InputProblem[]
}

const KEY = z
  .string()
  .min(1)
  .max(255)
  .optional()
  .describe('the same key and arguments have one effect: use one when you may have to repeat the call')

const PROMPT = {
  name: 'worker-rules',
  title: 'Rules for a Codex worker',
  description: 'What a worker may do by itself, when it must ask, and how it reports.',
}

const inputOf = ({ input, isReadOnly }: Tool) => (isReadOnly ? input : input.extend({ idempotency_key: KEY }))

/** Without what JSON Schema cannot say; the server checks that too. */
function schemaOf(tool: Tool): ShownTool['inputSchema'] {
  const { $schema, ...schema } = z.toJSONSchema(inputOf(tool), {
    io: 'input',
    unrepresentable: 'any',
    target: 'draft-7',
  })
  return { ...schema, type: 'object' } as ShownTool['inputSchema']
}

let shown: ShownTool[] | null = null

function showTools(): ShownTool[] {
  shown ??= TOOLS.map((it) => ({
    name: it.name,
    title: it.title,
    description: it.description,
    inputSchema: schemaOf(it),
    annotations: { readOnlyHint: it.isReadOnly === true, destructiveHint: false, openWorldHint: false },
  }))
  return shown
}

const answer = (body: object, isError = false): CallToolResult => ({
  content: [{ type: 'text', text: JSON.stringify(body, null, 2) }],
  ...(isError ? { isError: true } : { structuredContent: { ...body } }),
})

/** A refusal with what to do about it, for a model to act on. */
function refuse({ status, body }: Answered): CallToolResult {
  const code = String(body.code ?? `http-${status}`)
  const { detail, errors, missing, reason, request_id } = body
  return answer({ code, detail, errors, missing, reason, request_id, what_to_do: adviceFor(code) }, true)
}

const isFine = (it: Answered) => it.status < 400

async function callTool(caller: McpCaller, tool: Tool, given: Arguments): Promise<CallToolResult> {
  if (caller.inexact.length > 0) throw inexactInput(caller.inexact)
  // Some clients send an empty text for what is not set.
  const isKeyless = given.idempotency_key === ''
  const { idempotency_key, ...args } = checkArguments(
    inputOf(tool),
    isKeyless ? { ...given, idempotency_key: null } : given,
  )
  const key = typeof idempotency_key === 'string' ? idempotency_key : undefined
  const before = tool.before?.(args)
  if (before) {
    const first = await caller.ask(before, key && `${key.slice(0, 248)}:before`)
    if (!isFine(first) && first.body.code !== 'job-exists') return refuse(first)
  }
  const found: Record<string, unknown> = tool.name === 'doctor' ? { you: caller.who } : {}
  for (const [name, request] of Object.entries(tool.requests(args))) {
    const got = await caller.ask(request, request.method === 'POST' ? key : undefined)
    if (!isFine(got)) return refuse(got)
    if (name === '') return answer(got.body)
    found[name] = got.body.items ?? got.body
  }
  return answer(found)
}

async function readResource(caller: McpCaller, uri: string) {
  const resource = RESOURCES.find((it) => it.uri === uri)
  if (!resource) throw new McpError(ErrorCode.InvalidParams, `There is no resource ${uri}.`)
  const { status, body } = await caller.ask({ method: 'GET', path: resource.path })
  if (status >= 400) throw new McpError(ErrorCode.InternalError, String(body.detail ?? status))
  return {
    contents: [{ uri, mimeType: 'application/json', text: JSON.stringify(body.items ?? body, null, 2) }],
  }
}

function createMcpServer(caller: McpCaller): Server {
  const server = new Server(
    { name: 'countersign', title: 'Countersign', version: '1.0.0' },
    { capabilities: { tools: {}, resources: {}, prompts: {} }, instructions: workerPrompt() },
  )
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: showTools() }))
  server.setRequestHandler(CallToolRequestSchema, ({ params }) => {
    const tool = TOOLS.find((it) => it.name === params.name)
    if (!tool) throw new McpError(ErrorCode.InvalidParams, `There is no tool ${params.name}.`)
    // A model acts on a refusal with advice; a JSON-RPC error is for the program that it runs in.
    return callTool(caller, tool, params.arguments ?? {}).catch((error) => refuse(caller.explain(error)))
  })
  server.setRequestHandler(ListResourcesRequestSchema, () => ({
    resources: RESOURCES.map(({ path, ...it }) => ({ ...it, mimeType: 'application/json' })),
  }))
  server.setRequestHandler(ReadResourceRequestSchema, ({ params }) => readResource(caller, params.uri))
  server.setRequestHandler(ListPromptsRequestSchema, () => ({ prompts: [PROMPT] }))
  server.setRequestHandler(GetPromptRequestSchema, ({ params }) => {
    if (params.name !== PROMPT.name)
      throw new McpError(ErrorCode.InvalidParams, `There is no prompt ${params.name}.`)
    return {
      description: PROMPT.description,
      messages: [{ role: 'user', content: { type: 'text', text: workerPrompt() } }],
    }
  })
  return server
}

/** Answers one POST to /mcp. Nothing is remembered between requests: any replica may answer the next. */
export async function answerMcp(
  request: globalThis.Request,
  body: unknown,
  caller: McpCaller,
): Promise<Response> {
  const server = createMcpServer(caller)
  const transport = new WebStandardStreamableHTTPServerTransport({
    sessionIdGenerator: undefined,
    enableJsonResponse: true,
  })
  await server.connect(transport)
  try {
    return await transport.handleRequest(request, { parsedBody: body })
  } finally {
    await server.close()
  }
}
