import type { GateCheckInput, GateCheckOutput } from '../../contract.ts'
import { Prisma } from '../../db/generated/client.ts'
import { recordAudit } from '../audit/record.ts'
import { actorRef, type Ctx, inTransaction, requireRole } from '../context.ts'
import { maskSecrets } from '../mask-secrets.ts'
import { poolOf } from '../own-worker.ts'
import { judgeGate } from './judge.ts'
import type { ProbeFinding } from './probe.ts'

/**
 * Keeps a check of a job's artifacts. The result is the server's to say, never the worker's.
 *
 * @param probe what the server found itself, if it looked.
 * @throws AppError `wrong-role`.
 */
export async function checkGate(
  ctx: Ctx,
  given: GateCheckInput,
  probe: ProbeFinding | null,
): Promise<GateCheckOutput> {
  requireRole(ctx.actor, 'worker')
  const { result, reasons } = judgeGate(given, probe)
  const input = await maskSecrets(given)
  return inTransaction(ctx, async (tx) => {
    const id = tx.ids.uuid()
    const facts = {
      jobId: input.job_id,
      primaryArtifactUrl: input.primary_artifact_url,
      httpStatus: probe?.status ?? input.http_status,
      uploadFilesCount: input.upload_files_count,
      result,
      reasons,
    }
    await tx.db.artifactGateCheck.create({
      data: {
        id,
        ...facts,
        checkedAt: tx.clock.now(),
        probe: probe ?? Prisma.DbNull,
        rawCommandOutput:
          input.raw_command_output === undefined ? Prisma.DbNull : (input.raw_command_output as object),
        reportedBy: actorRef(tx.actor),
        pool: poolOf(tx.actor),
      },
    })
    await recordAudit(tx, 'gate.check', {
      subject: `job:${input.job_id}`,
      after: { id, ...facts, probe },
      raw: input.raw_command_output,
    })
    return { id, result, reasons }
  })
}
