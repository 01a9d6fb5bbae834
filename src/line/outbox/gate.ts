import type { Delivery } from '../../db/generated/client.ts'
import { asksLowRiskOnly } from '../../domain/deliveries/asks.ts'
import { DIGEST_DECIDERS } from '../../domain/digests/readers.ts'
import { QUOTA_RESERVE } from '../../domain/rules.ts'
import type { Tell } from '../../domain/tell.ts'
import type { Services } from '../../services.ts'
import { whyGroupWaits } from './group-push.ts'
import { quotaState } from './quota.ts'
import { isUrgent } from './urgency.ts'

const USED_UP = "LINE's monthly limit is reached: this waits for the next month, or for a raised limit."
const RESERVED = `The rest of this month's quota (${QUOTA_RESERVE} messages) is kept for high risk.`
const FOR_DIGEST = "This month's messages are short: this waits for the daily digest, which names it."

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
  if (state === 'used_up') return USED_UP
  if (state === 'reserve') return RESERVED
  const limit = reading?.limit ?? Number.POSITIVE_INFINITY
  const group = await whyGroupWaits(services, delivery.lineTo, limit - (reading?.used ?? 0))
  if (group) return group
  return state === 'short' && (await isForDigest(services, delivery)) ? FOR_DIGEST : null
}
