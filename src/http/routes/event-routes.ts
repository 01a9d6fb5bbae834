import { z } from '@hono/zod-openapi'
import {
  EventType,
  RepairEvent,
  RepairEventInput,
  RepairEventOutput,
  RepairProposal,
} from '../../contract.ts'
import { reportRepairEvent } from '../../domain/events/report.ts'
import { listEvents, listProposals } from '../../domain/lists.ts'
import { text } from '../../storable.ts'
import { type Route, route } from '../route.ts'
import { IdListQuery, pageSchema } from './list-query.ts'

const READERS = ['ops', 'pool_owner', 'pls_owner', 'louis'] as const

export const eventRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/worker-repair-events',
    who: ['worker'],
    summary: 'Report that something went wrong or was in the way',
    body: RepairEventInput,
    answers: { 201: RepairEventOutput },
    run: async ({ ctx, body }) => ({ status: 201, body: await reportRepairEvent(ctx, body) }),
  }),
  route({
    method: 'GET',
    path: '/worker-repair-events',
    who: [...READERS],
    summary: 'Repair events, newest first',
    query: IdListQuery.extend({
      event_type: EventType.optional(),
      worker_id: text(500).optional(),
      phase: text(500).optional(),
      fingerprint: text(500).optional(),
      job_id: z.uuid().optional(),
    }),
    answers: { 200: pageSchema(RepairEvent) },
    run: async ({ ctx, query }) => ({ status: 200, body: await listEvents(ctx, query) }),
  }),
  route({
    method: 'GET',
    path: '/repair-proposals',
    who: [...READERS],
    summary: 'Proposals and their decisions, newest first',
    query: IdListQuery,
    answers: { 200: pageSchema(RepairProposal) },
    run: async ({ ctx, query }) => ({ status: 200, body: await listProposals(ctx, query) }),
  }),
]
