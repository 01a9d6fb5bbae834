import { z } from '@hono/zod-openapi'
import { Action, ActionAnswer, ActionInput, FinishInput, StartInput } from '../../contract.ts'
import { requestAction } from '../../domain/actions/request.ts'
import { finishAction, startAction } from '../../domain/actions/run.ts'
import { waitForAnswer } from '../../domain/actions/wait.ts'
import { AppError } from '../../errors.ts'
import { problemOf } from '../problem.ts'
import { type Route, route } from '../route.ts'

const params = { id: z.uuid('must be a UUID') }
const STATUS = { allow: 201, propose: 202, deny: 403 } as const

export const actionRoutes: Route[] = [
  route({
    method: 'POST',
    path: '/self-heal-actions',
    who: ['worker'],
    summary: 'Ask to do something to heal itself',
    body: ActionInput,
    answers: { 201: ActionAnswer, 202: ActionAnswer, 403: ActionAnswer },
    run: async ({ ctx, body, requestId }) => {
      const answer = await requestAction(ctx, body)
      if (answer.verdict !== 'deny') return { status: STATUS[answer.verdict], body: answer }
      const error = new AppError('wrong-role', `This action was rejected: ${answer.reason}`)
      return {
        status: 403,
        body: { ...problemOf(error, requestId), code: 'action-denied', ...answer, status: 403 },
      }
    },
  }),
  route({
    method: 'GET',
    path: '/self-heal-actions/:id',
    who: 'any',
    summary: 'What became of an action; `wait` holds the answer until it is decided',
    params,
    query: z.object({ wait: z.coerce.number('must be seconds').min(0).max(60).default(0) }),
    answers: { 200: Action },
    run: async ({ ctx, services, tokenId, signal, params: it, query }) => ({
      status: 200,
      body: await waitForAnswer(ctx, services.waiters, it.id ?? '', {
        tokenId,
        limit: query.wait * 1_000,
        signal,
      }),
    }),
  }),
  route({
    method: 'POST',
    path: '/self-heal-actions/:id/start',
    who: ['worker'],
    summary: 'Use up the grant: from here on the action runs, once',
    params,
    body: StartInput,
    answers: { 200: Action },
    run: async ({ ctx, params: it, body }) => ({
      status: 200,
      body: await startAction(ctx, it.id ?? '', body),
    }),
  }),
  route({
    method: 'POST',
    path: '/self-heal-actions/:id/finish',
    who: ['worker'],
    summary: 'End an action with its evidence',
    params,
    body: FinishInput,
    answers: { 200: Action },
    run: async ({ ctx, params: it, body }) => ({
      status: 200,
      body: await finishAction(ctx, it.id ?? '', body),
    }),
  }),
]
