import type { Stage } from './stage.ts'
import { messagesOf, textOf, type World } from './world.ts'

/** What is wrong, in sentences; nothing is wrong where all three are empty. */
export type Verdict = { lost: string[]; doubled: string[]; stuck: string[] }

async function checkEvents(stage: Stage, { reported }: World, { lost, doubled }: Verdict): Promise<void> {
  const rows = await stage.query<{ id: string }>('select id from worker_repair_events')
  const kept = new Set(rows.map(({ id }) => id))
  for (const { events, word } of reported) {
    for (const id of events)
      if (!kept.has(id)) lost.push(`event ${id} (${word}) was acknowledged and is not there`)
  }
  const counts = await stage.query<{ message: string; n: number }>(
    'select message, occurrences as n from error_fingerprints',
  )
  for (const { message, n } of counts)
    if (n > 2) doubled.push(`${message} was reported twice and counted ${n} times`)
}

async function checkCards(stage: Stage, world: World, { lost, doubled }: Verdict): Promise<void> {
  const messages = (await messagesOf(stage, world.ownerId)).filter(({ from }) => from === 'bot')
  const cards = messages.filter(({ buttons }) => buttons.some(({ label }) => label.startsWith('批准')))
  for (const { word } of world.reported) {
    const found = cards.filter((it) => textOf(it).includes(word)).length
    if (found === 0) lost.push(`the card about ${word} never came`)
    if (found > 1) doubled.push(`the card about ${word} came ${found} times`)
  }
}

async function checkDecisions(stage: Stage, { taps }: World, { lost, doubled }: Verdict): Promise<void> {
  const rows = await stage.query<{ message: string; status: string; n: number }>(`
    select f.message, d.status::text, (select count(*)::int from audit_log a
      where a.subject = 'policy:' || d.id and a.verb = 'policy.approve') as n
    from worker_policy_decisions d join repair_proposals p on p.policy_decision_id = d.id
    join error_fingerprints f on f.fingerprint = p.fingerprint`)
  for (const { word } of taps) {
    const row = rows.find(({ message }) => message.includes(word))
    if (row?.status !== 'approved') lost.push(`the tap about ${word} was acknowledged and decided nothing`)
    if ((row?.n ?? 0) > 1) doubled.push(`${word} was approved ${row?.n} times`)
  }
}

/** Equal commands within seconds are answered once, and a busy bot may say so: at least one answer for each burst. */
async function checkAnswers(stage: Stage, world: World, { lost, doubled }: Verdict): Promise<void> {
  const answers = (await messagesOf(stage, world.ownerId)).filter(
    (it) => it.from === 'bot' && it.buttons.length === 0 && /PLS owner/.test(textOf(it)),
  )
  if (world.said.length > 0 && answers.length === 0) lost.push('no command was answered')
  if (answers.length > world.said.length + 50)
    doubled.push(`${answers.length} answers to ${world.said.length} commands`)
  const rows = await stage.query<{ n: number }>(
    'select count(*)::int as n from line_inbox where handled_at is null',
  )
  if (rows[0]?.n) lost.push(`${rows[0].n} events from LINE were acknowledged and not handled`)
}

/** What waits and should not. */
export async function waiting(stage: Stage): Promise<string[]> {
  const [row] = await stage.query<{ inbox: number; due: number; pushes: number }>(`
    select (select count(*)::int from line_inbox where handled_at is null) as inbox,
      (select count(*)::int from graphile_worker.jobs where run_at < now() - interval '2 seconds' and locked_at is null) as due,
      (select count(*)::int from deliveries where status = 'pending' and (due_at is null or due_at < now())) as pushes`)
  const named = [
    [row?.inbox, 'events from LINE'],
    [row?.due, 'tasks that are due'],
    [row?.pushes, 'deliveries'],
  ] as const
  return named.flatMap(([n, what]) => (n ? [`${n} ${what} wait`] : []))
}

/** Compares what people and the worker saw with what is in the database, and with what LINE received. */
export async function check(stage: Stage, world: World, stuck: string[]): Promise<Verdict> {
  const verdict: Verdict = { lost: [], doubled: [], stuck }
  await checkEvents(stage, world, verdict)
  await checkCards(stage, world, verdict)
  await checkDecisions(stage, world, verdict)
  await checkAnswers(stage, world, verdict)
  return verdict
}
