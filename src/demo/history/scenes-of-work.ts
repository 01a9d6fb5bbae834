import { requestAction } from '../../domain/actions/request.ts'
import { finishAction, startAction } from '../../domain/actions/run.ts'
import type { CatalogueAction } from '../../domain/catalogue.ts'
import { reportFriction, reportRepairEvent } from '../../domain/events/report.ts'
import { checkGate } from '../../domain/gate/check.ts'
import { claimJob, createJob } from '../../domain/jobs/claim.ts'
import { completeJob, noteProgress, recordArtifacts } from '../../domain/jobs/hold.ts'
import { recordLearning } from '../../domain/learning/record.ts'
import { decidePolicy } from '../../domain/policies/decide.ts'
import { listDrafts } from '../../domain/policies/read.ts'
import { ERRORS, LESSONS } from './errors.ts'
import { OPERATOR, type Stage, type Worker } from './stage.ts'

const SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
const uuidOf = (stage: Stage) => stage.act(OPERATOR, async (tx) => tx.ids.uuid())

/** A worker fails; a retry may help. The common errors come more often than the others. */
export async function failOnce(stage: Stage): Promise<void> {
  const { chance } = stage
  const worker = chance.pick(stage.workers)
  const error = ERRORS[Math.floor(chance.next() ** 2 * ERRORS.length)] ?? ERRORS[0]
  const { event_type, phase, stderr, repair_action } = error
  const recovered = chance.happens(error.recovers)
  await stage.act(worker, (tx) =>
    reportRepairEvent(tx, {
      job_id: tx.ids.uuid(),
      worker_id: worker.workerId,
      event_type,
      phase,
      raw_command_output: { exit_code: recovered ? 0 : 1, stderr, recovered },
      repair_action,
    }),
  )
}

/** A person reports what is in the way. */
export async function complain(stage: Stage): Promise<void> {
  const words = '登入頁一直跳出驗證碼，worker 進不去。'
  await stage.tryTo(stage.member('王小明'), (tx) =>
    reportFriction(tx, { eventType: 'manual_blocker', phase: 'login', words, evidence: [] }),
  )
}

async function checkAndComplete(stage: Stage, worker: Worker, jobId: string): Promise<void> {
  const { chance } = stage
  const status = chance.pick([200, 200, 200, 404, 503])
  const files = chance.pick([1, 2, 3, 0])
  await stage.act(worker, (tx) =>
    checkGate(
      tx,
      {
        job_id: jobId,
        primary_artifact_url: `https://artifacts.example.com/${jobId}/report.pdf`,
        http_status: status,
        upload_files_count: files,
      },
      null,
    ),
  )
  await stage.tryTo(worker, (tx) => completeJob(tx, jobId, worker.workerId))
}

/** A job from claim to gate; some want to end before the gate has passed. */
export async function work(stage: Stage): Promise<void> {
  const { chance } = stage
  const worker = chance.pick(stage.workers)
  const { workerId } = worker
  const jobId = await uuidOf(stage)
  await stage.act(worker, (tx) => createJob(tx, { job_id: jobId, title: '每日價格表', pool: worker.pool }))
  await stage.act(worker, (tx) => claimJob(tx, jobId, workerId))
  await stage.act(worker, (tx) => noteProgress(tx, jobId, workerId, '已下載 3 份來源'))
  if (chance.happens(0.25)) await stage.tryTo(worker, (tx) => completeJob(tx, jobId, workerId))
  const files = [{ name: 'report.pdf', size: 48_211, sha256: SHA256 }]
  await stage.act(worker, (tx) => recordArtifacts(tx, jobId, workerId, files))
  await checkAndComplete(stage, worker, jobId)
}

/** A worker records what it learnt. */
export async function learn(stage: Stage): Promise<void> {
  const worker = stage.chance.pick(stage.workers)
  const lesson = stage.chance.pick(LESSONS)
  await stage.act(worker, (tx) => recordLearning(tx, { ...lesson, job_id: tx.ids.uuid() }))
}

/** A worker wants to do something that needs somebody's word. */
export async function askToAct(stage: Stage): Promise<string> {
  const worker = stage.chance.pick(stage.workers)
  const action = stage.chance.pick<CatalogueAction>(['release', 'reclaim', 'requeue_job', 'touch'])
  const { id } = await stage.act(worker, (tx) =>
    requestAction(tx, {
      job_id: tx.ids.uuid(),
      worker_id: worker.workerId,
      action,
      target: 'job 4711',
      parameters: {},
      reason: '租約的持有者 18 分鐘沒有回報',
      raw_command_output: 'holder codex-02 has not reported for 18 min',
    }),
  )
  return id
}

/** What was allowed is run, while its grant lives. */
export async function runAllowed(stage: Stage, actionId: string): Promise<void> {
  const row = await stage.act(OPERATOR, (tx) =>
    tx.db.selfHealAction.findUniqueOrThrow({ where: { id: actionId } }),
  )
  const worker = stage.workers.find((it) => it.workerId === row.workerId)
  if (!worker || row.status !== 'approved') return
  await stage.tryTo(worker, (tx) => startAction(tx, actionId, {}))
  await stage.tryTo(worker, (tx) => finishAction(tx, actionId, { result: 'done', raw_command_output: 'ok' }))
}

/** The approvers look at what waits: most is approved, some rejected, some left alone. */
export async function decideWaiting(stage: Stage): Promise<void> {
  const drafts = await stage.act(OPERATOR, (tx) => listDrafts(tx))
  for (const draft of drafts) {
    const fate = stage.chance.next()
    if (fate > 0.8) continue
    const decider = stage.member(draft.riskLevel === 'high' ? 'Louis' : '林怡君')
    const status = fate < 0.55 ? 'approved' : 'rejected'
    const reason = status === 'approved' ? '在 LINE 點選批准' : '證據不夠'
    await stage.tryTo(decider, (tx) => decidePolicy(tx, { policyId: draft.id, status, reason }))
  }
}
