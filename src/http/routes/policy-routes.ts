import { z } from '@hono/zod-openapi'
import { AuditRow, Learning, LearningInput, Policy, PolicyPatch } from '../../contract.ts'
import { listLearning, recordLearning } from '../../domain/learning/record.ts'
import { listAudit } from '../../domain/lists.ts'
import { getMatrixRow, listPolicies } from '../../domain/policies/matrix.ts'
import { patchPolicy } from '../../domain/policies/patch.ts'
import { getScorecard } from '../../domain/scorecard/scorecard.ts'
import { identifier, text } from '../../storable.ts'
import { type Route, route } from '../route.ts'
import { SCORECARD_FORMATS } from '../scorecard-export.ts'
import { IdListQuery, ListQuery, pageSchema, time } from './list-query.ts'

const params = { policy_key: identifier(500) }

export const policyRoutes: Route[] = [
  route({
    method: 'GET',
    path: '/worker-policy',
    who: 'any',
    summary: 'The approval matrix: what runs by itself, what needs whose approval, what is forbidden',
    query: ListQuery,
    answers: { 200: pageSchema(Policy) },
    run: async ({ ctx, query }) => ({ status: 200, body: await listPolicies(ctx, query) }),
  }),
  route({
    method: 'GET',
    path: '/worker-policy/:policy_key',
    who: 'any',
    summary: 'One row of the approval matrix',
    params,
    answers: { 200: Policy },
    run: async ({ ctx, params: it }) => ({ status: 200, body: await getMatrixRow(ctx, it.policy_key ?? '') }),
  }),
  route({
    method: 'PATCH',
    path: '/worker-policy/:policy_key',
    who: ['pls_owner', 'louis'],
    summary: 'Approve, reject or retire a policy',
    params,
    body: PolicyPatch,
    answers: { 200: Policy },
    run: async ({ ctx, params: it, body }) => ({
      status: 200,
      body: await patchPolicy(ctx, it.policy_key ?? '', body),
    }),
  }),
  route({
    method: 'POST',
    path: '/learning-memory-updates',
    who: ['worker'],
    summary: 'Record a lesson and what the next round should do first',
    body: LearningInput,
    answers: { 201: Learning },
    run: async ({ ctx, body }) => ({ status: 201, body: await recordLearning(ctx, body) }),
  }),
  route({
    method: 'GET',
    path: '/learning-memory-updates',
    who: 'any',
    summary: 'Lessons, newest first',
    query: IdListQuery.extend({ topic_key: text(200).optional() }),
    answers: { 200: pageSchema(Learning) },
    run: async ({ ctx, query }) => ({ status: 200, body: await listLearning(ctx, query) }),
  }),
  route({
    method: 'GET',
    path: '/worker-reliability-scorecard',
    who: 'any',
    summary: 'The reliability scorecard of the round, or of a window of time; as JSON, CSV or Markdown',
    query: z.object({
      from: time.optional(),
      to: time.optional(),
      format: z.enum(['json', 'csv', 'md'], 'is json, csv or md').optional(),
    }),
    answers: { 200: z.looseObject({}) },
    formats: SCORECARD_FORMATS,
    run: async ({ ctx, query }) => ({ status: 200, body: await getScorecard(ctx, query) }),
  }),
  route({
    method: 'GET',
    path: '/audit-log',
    who: ['ops', 'pool_owner', 'pls_owner', 'louis'],
    summary: 'The audit log, newest first; `after` is a seq',
    query: ListQuery.extend({
      subject: text(500).optional(),
      actor: text(500).optional(),
      verb: text(500).optional(),
      from: time.optional(),
      to: time.optional(),
    }),
    answers: { 200: pageSchema(AuditRow) },
    run: async ({ ctx, query }) => ({ status: 200, body: await listAudit(ctx, query) }),
  }),
]
