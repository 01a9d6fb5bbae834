import type { Delivery } from '../../db/generated/client.ts'
import { NIGHT } from '../../domain/rules.ts'
import type { Tell } from '../../domain/tell.ts'

/** True for what has to be seen at any hour and may use the reserve of the quota: a high risk. */
export function isUrgent({ data }: Pick<Delivery, 'data'>): boolean {
  return (data as unknown as Tell[]).some((it) => 'policy' in it && it.policy.riskLevel === 'high')
}

/** True while phones should stay silent. */
export function isNight(at: Date, timeZone: string): boolean {
  const hour = Number(
    new Intl.DateTimeFormat('en', { timeZone, hour: 'numeric', hourCycle: 'h23' }).format(at),
  )
  return hour >= NIGHT.from || hour < NIGHT.until
}
