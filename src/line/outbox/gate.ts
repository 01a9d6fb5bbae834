import type { Delivery } from '../../db/generated/client.ts'
import { asksLowRiskOnly } from '../../domain/deliveries/asks.ts'
import { noteOf } from '../../domain/deliveries/notes.ts'
import { DIGEST_DECIDERS } from '../../domain/digests/readers.ts'
import { QUOTA_RESERVE } from '../../domain/rules.ts'
import type { Tell } from '../../domain/tell.ts'
import type { Services } from '../../services.ts'
import { whyGroupWaits } from './group-push.ts'
import { quotaState } from './quota.ts'
import { isUrgent } from './urgency.ts'

/** Low risk for somebody whose daily digest names what he may decide. */
async function isForDigest(services: Services, { data, memberId }: Delivery): Promise<boolean> {
  if (memberId === null || !asksLowRiskOnly(data as unknown as Tell[])) return false
  const reader = await services.db.prisma.member.findUnique({ where: { id: memberId } })
  return reader !== null && DIGEST_DECIDERS.includes(reader.role)
}

/** Why a push has to wait for the quota; null: it may go. High risk is always tried: there LINE's own word counts. */
export async function whyToWait(services: Services, delivery: Delivery): Promise<string | null> {
  if (isUrgent(delivery)) return null
  const reading = await services.quota.read()
  const state = quotaState(reading)
  if (state === 'used_up') return noteOf('used_up')
  if (state === 'reserve') return noteOf('reserved', { kept: QUOTA_RESERVE })
  const limit = reading?.limit ?? Number.POSITIVE_INFINITY
  const group = await whyGroupWaits(services, delivery.lineTo, limit - (reading?.used ?? 0))
  if (group) return group
  return state === 'short' && (await isForDigest(services, delivery)) ? noteOf('for_digest') : null
}
