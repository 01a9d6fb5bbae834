import type { Ctx } from '../context.ts'

/** Who stands in for whom now: the names, the highest risk, and until when. Of somebody disabled nobody has rights. */
export async function listDelegations(ctx: Ctx) {
  const held = await ctx.db.delegation.findMany({
    where: { endedAt: null, until: { gt: ctx.clock.now() } },
    orderBy: { until: 'asc' },
    take: 50,
  })
  const ids = held.flatMap((it) => [it.fromId, it.toId])
  const members = await ctx.db.member.findMany({ where: { id: { in: ids }, disabledAt: null } })
  const nameOf = (id: string) => members.find((it) => it.id === id)?.name
  return held.flatMap(({ id, fromId, toId, maxRisk, until }) => {
    const [from, to] = [nameOf(fromId), nameOf(toId)]
    return from && to ? [{ id, fromId, from, to, maxRisk, until }] : []
  })
}
