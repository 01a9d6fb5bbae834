import type { Services } from '../../services.ts'
import { isLocale } from '../../words/words.ts'
import { LineError } from '../line-error.ts'
import { MENU_PREFIX, menuNamePrefix, menuOf } from './menus.ts'
import type { RichMenuApi } from './rich-menu-api.ts'

/** Takes a menu away, if it is one of ours. */
async function takeMenu(api: RichMenuApi, lineUserId: string): Promise<void> {
  const linked = await api.linkedTo(lineUserId)
  const menu = (await api.list()).find((it) => it.richMenuId === linked)
  if (menu?.name.startsWith(MENU_PREFIX)) await api.unlink(lineUserId)
}

/**
 * Gives a LINE user the menu of role and language, or takes it from somebody who is no member any
 * more: the queue's task `link-rich-menu`. Done twice it changes nothing. Before the first
 * `countersign richmenu sync` there are no menus, and nothing to give.
 *
 * @throws LineError when it should be tried again.
 */
export async function linkMenu({ db, menus, log }: Services, lineUserId: string): Promise<void> {
  const member = await db.prisma.member.findFirst({ where: { lineUserId, disabledAt: null } })
  try {
    const api = await menus()
    if (!member) return await takeMenu(api, lineUserId)
    const prefix = menuNamePrefix(menuOf(member.role), isLocale(member.locale) ? member.locale : 'zh-TW')
    const menu = (await api.list()).findLast((it) => it.name.startsWith(prefix))
    if (menu) await api.link(lineUserId, menu.richMenuId)
  } catch (error) {
    const isRefused = error instanceof LineError && [400, 403, 404].includes(error.status ?? 0)
    if (!isRefused) throw error
    log.warn({ err: error, line_user: lineUserId }, 'LINE did not change a menu under the chat')
  }
}
