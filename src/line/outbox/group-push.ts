import type { LineGroup } from '../../db/generated/client.ts'
import { noteOf } from '../../domain/deliveries/notes.ts'
import { findGroup, noteLeft } from '../../domain/groups/presence.ts'
import { QUOTA_RESERVE } from '../../domain/rules.ts'
import type { Services } from '../../services.ts'
import { LineError } from '../line-error.ts'

const isUser = (lineTo: string) => lineTo.startsWith('U')

/** Why a group can be told nothing: the bot was thrown out; null: it is in it, or it is no group. */
export async function whyUnreachable(services: Services, lineTo: string): Promise<string | null> {
  const group = isUser(lineTo) ? null : await findGroup({ db: services.db.prisma }, lineTo)
  return group?.leftAt ? noteOf('left_group') : null
}

/** LINE counts a push once for each person there. @returns what it said last where it does not say now. */
async function askSize(services: Services, group: LineGroup): Promise<number> {
  const members = await services.line.memberCount(group)
  if (members !== group.members)
    await services.db.prisma.lineGroup.update({ where: { id: group.id }, data: { members } })
  return members
}

/** LINE knows of no such group of ours: its word about our leaving was lost. */
async function noteGone({ db, clock, ids }: Services, group: LineGroup): Promise<void> {
  const actor = { kind: 'system', name: 'outbox' } as const
  await noteLeft({ db: db.prisma, clock, ids, actor }, group, clock.now())
}

/** Why a push to a group has to wait, beside what holds for everybody: it would eat into the reserve. */
export async function whyGroupWaits(
  services: Services,
  lineTo: string,
  left: number,
): Promise<string | null> {
  const group = isUser(lineTo) ? null : await findGroup({ db: services.db.prisma }, lineTo)
  if (!group) return null
  const people = await askSize(services, group).catch(async (error) => {
    if (error instanceof LineError && error.status === 404) await noteGone(services, group)
    else services.log.warn({ err: error, group: lineTo }, 'LINE did not say how many people are in a group')
    return group.members ?? 1
  })
  return left - people < QUOTA_RESERVE ? noteOf('group_too_large', { people, kept: QUOTA_RESERVE }) : null
}
