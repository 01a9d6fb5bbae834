import { addTask } from '../../db/add-task.ts'
import type { Ctx } from '../context.ts'

/** The queue's task that brings somebody's menu under the chat in line with role and language. */
export const LINK_MENU = 'link-rich-menu'

/** Role or language of a LINE user changed: the menu follows when that is committed. */
export async function menuFollows(tx: Ctx, lineUserId: string | null): Promise<void> {
  if (lineUserId) await addTask(tx.db, LINK_MENU, { lineUserId }, null, `menu:${lineUserId}`)
}
