import { z } from 'zod'
import { handleLineEvent } from './chat/handle-event.ts'
import { LINK_MENU } from './domain/members/menu-task.ts'
import { SEND_DELIVERY } from './domain/tell.ts'
import { HANDLE_LINE_EVENTS } from './line/inbox/keep-events.ts'
import { sendDelivery } from './line/outbox/send-delivery.ts'
import { linkMenu } from './line/rich-menu/link-member.ts'
import type { Services } from './services.ts'

export type Task = (services: Services, payload: unknown) => Promise<void>

const Ids = z.object({ ids: z.array(z.string()) })
const Id = z.object({ id: z.string() })
const LineUser = z.object({ lineUserId: z.string() })

/** Task → payload → handler. A task may run twice: each handler makes the second time harmless. */
export const TASKS: Record<string, Task> = {
  [HANDLE_LINE_EVENTS]: async (services, payload) => {
    for (const id of Ids.parse(payload).ids) await handleLineEvent(services, id)
  },
  [LINK_MENU]: (services, payload) => linkMenu(services, LineUser.parse(payload).lineUserId),
  [SEND_DELIVERY]: (services, payload) => sendDelivery(services, Id.parse(payload).id),
}
