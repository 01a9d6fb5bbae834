import type { Risk } from '../catalogue.ts'
import type { Ctx } from '../context.ts'
import { isUuid } from '../is-uuid.ts'

/** Who set an action apart from the catalogue, and when; `by` is null for nobody who is known. */
export type Override = { action: string; risk: Risk; by: string | null; at: Date }

/** The actions whose risk people changed: the newest word on each. */
export async function listOverrides(ctx: Ctx): Promise<Override[]> {
  const rows = await ctx.db.actionOverride.findMany()
  const ids = rows.map((it) => it.setBy.replace(/^member:/, ''))
  const members = await ctx.db.member.findMany({ where: { id: { in: ids.filter(isUuid) } } })
  return rows.map(({ action, riskLevel, setBy, at }) => {
    const by = members.find((it) => setBy === `member:${it.id}`)?.name ?? null
    return { action, risk: riskLevel, by, at }
  })
}
