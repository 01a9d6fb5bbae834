import { z } from '@hono/zod-openapi'
import { GateCheck, GateCheckInput, GateCheckOutput, GateResult } from '../../contract.ts'
import { checkGate } from '../../domain/gate/check.ts'
import type { ProbeFinding } from '../../domain/gate/probe.ts'
import { listGateChecks } from '../../domain/lists.ts'
import { type Route, route } from '../route.ts'
import { IdListQuery, pageSchema } from './list-query.ts'

export const gateRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/artifact-gate-checks',
    who: ['worker'],
    summary: 'Check the artifacts of a job; the server decides the result',
    body: GateCheckInput,
    answers: { 201: GateCheckOutput },
    prepare: (services, body) => services.probe(body.primary_artifact_url),
    run: async ({ ctx, body, found }) => ({
      status: 201,
      body: await checkGate(ctx, body, found as ProbeFinding | null),
    }),
  }),
  route({
    method: 'GET',
    path: '/artifact-gate-checks',
    who: ['ops', 'pool_owner', 'pls_owner', 'louis'],
    summary: 'Gate checks, newest first',
    query: IdListQuery.extend({ job_id: z.uuid().optional(), result: GateResult.optional() }),
    answers: { 200: pageSchema(GateCheck) },
    run: async ({ ctx, query }) => ({ status: 200, body: await listGateChecks(ctx, query) }),
  }),
]
