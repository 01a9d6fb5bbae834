import { Prisma } from '../../db/generated/client.ts'
import { actorRef, type Ctx } from '../context.ts'

export type AuditFacts = {
  /** `kind:id` of what changed. */
  subject: string
  before?: object | null
  after?: object | null
  raw?: unknown
  reason?: string | null
}

const json = (value: object | null | undefined) =>
  value ? (JSON.parse(JSON.stringify(value)) as Prisma.InputJsonObject) : Prisma.DbNull

/**
 * Writes one entry of the audit log, in the transaction of the change. Its number, hash and link are
 * made by the database.
 *
 * @param verb `subject.verb`, such as `policy.approve`.
 */
export async function recordAudit(tx: Ctx, verb: string, facts: AuditFacts): Promise<void> {
  await tx.db.auditEntry.create({
    data: {
      seq: 0n,
      id: tx.ids.uuid(),
      actor: actorRef(tx.actor),
      actorName: tx.actor.name,
      verb,
      subject: facts.subject,
      oldState: json(facts.before),
      newState: json(facts.after),
      rawCommandOutput: facts.raw === undefined ? Prisma.DbNull : (facts.raw as Prisma.InputJsonValue),
      reason: facts.reason ?? null,
      at: tx.clock.now(),
      prevHash: '',
      hash: '',
    },
    select: { id: true },
  })
}
