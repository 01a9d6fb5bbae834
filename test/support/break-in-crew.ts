import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { connect, refusal } from './break-in.ts'
import { openCrew } from './crew.ts'

/** Somebody with the password of the bot's role, and none of the bot's code. */
export async function breakIn() {
  const crew = await openCrew()
  const app = await connect(crew.database.appUrl)
  const digestOf = async (id: string) =>
    (await app.query('select digest from self_heal_actions where id = $1', [id])).rows[0]?.digest as string
  const decisionOf = async (key: string) =>
    (await app.query('select * from worker_policy_decisions where policy_key = $1', [key])).rows[0]
  return { ...crew, app, digestOf, decisionOf }
}

/** Starts an action as the database sees it. */
export const start = (app: pg.Client, actionId: string, digest: string) =>
  refusal(
    app,
    'insert into self_heal_executions (id, action_id, digest, started_at) values ($1, $2, $3, now())',
    [randomUUID(), actionId, digest],
  )

/** How many actions were ever started. */
export const running = async (app: pg.Client) =>
  (await app.query('select count(*)::int as n from self_heal_executions')).rows[0].n as number
