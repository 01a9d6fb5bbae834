import { expect, onTestFinished, test } from 'vitest'
import { HANDLE_LINE_EVENTS } from '../../src/line/inbox/keep-events.ts'
import { startQueue } from '../../src/queue/runner.ts'
import { type Bot, startBot } from '../support/bot.ts'
import { connect } from '../support/break-in.ts'
import { until } from '../support/until.ts'

/** The next statement that marks a task as done, or as failed, fails; those after it do not. */
async function failOnce(bot: Bot, mark: 'delete' | 'update of last_error'): Promise<void> {
  const superuser = await connect(bot.database.superuserUrl)
  await superuser.query(`
    create sequence marks;
    grant usage, select on sequence marks to public;
    create function fail_once() returns trigger language plpgsql as $$ begin
      if nextval('public.marks') = 1 then raise exception 'out of order'; end if;
      return coalesce(new, old);
    end $$;
    create trigger fail_once before ${mark} on graphile_worker._private_jobs for each row execute function fail_once();`)
}

const marks = async (bot: Bot) => {
  const { rows } = await bot.db.pool.query<{ made: number }>(
    'select case when is_called then last_value else 0 end::int as made from marks',
  )
  return rows[0]?.made ?? 0
}

const jobs = async (bot: Bot) => {
  const { rows } = await bot.db.pool.query<{ locked_by: string | null; attempts: number }>(
    'select locked_by, attempts from graphile_worker._private_jobs',
  )
  return rows
}

async function startBotWithQueue() {
  const bot = await startBot()
  const queue = await startQueue(bot.services, bot.database.appUrl)
  onTestFinished(queue.stop)
  return { bot, queue }
}

test('a task that was done and could not be marked as done is freed, and its second run answers nobody twice', async () => {
  const { bot, queue } = await startBotWithQueue()
  const person = await bot.person('pls_owner', '林怡君')
  await until('nothing left to do', async () => (await jobs(bot)).length === 0)
  const before = (await person.all()).length
  await failOnce(bot, 'delete')

  await person.sim('text', { text: '我是誰' })
  await until('the mark that failed, made again', async () => (await marks(bot)) >= 2)
  await until('nothing left to do', async () => (await jobs(bot)).length === 0)
  expect(queue.isRunning()).toBe(true)
  const said = (await person.all()).slice(before)
  expect(said.map((it) => it.from)).toEqual(['user', 'bot'])

  await person.sim('text', { text: '說明' })
  await until('the next answer', async () => (await person.all()).length > before + 3)
})

test('a task that failed and could not be marked as failed is freed and tried again', async () => {
  const { bot, queue } = await startBotWithQueue()
  await failOnce(bot, 'update of last_error')
  await bot.db.pool.query('select graphile_worker.add_job($1, $2::json)', [HANDLE_LINE_EVENTS, '{"ids": 7}'])
  await until('the mark that failed, made again', async () => (await marks(bot)) >= 2)
  expect(await jobs(bot)).toEqual([{ locked_by: null, attempts: 2 }])
  expect(queue.isRunning()).toBe(true)
})
