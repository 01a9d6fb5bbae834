import type { Platform } from '../platform.ts'
import type { JsonObject, User } from '../state/records.ts'

/** The rich menu under a user's chat: the user's own, or else the default. */
export function shownRichMenu(platform: Platform, user: User): { id: string; menu: JsonObject } | null {
  const ids = [user.richMenuId, platform.settings().defaultRichMenuId]
  for (const id of ids) {
    const found = id === null ? undefined : platform.store.get('richMenu', id)
    if (id !== null && found) return { id, menu: found.menu }
  }
  return null
}

/** Switches the user's tab at once; gives the params of the postback event. */
export function switchRichMenu(platform: Platform, user: User, aliasId: string): Record<string, string> {
  const alias = platform.store.get('richMenuAlias', aliasId)
  if (!alias) return { status: 'RICHMENU_ALIAS_ID_NOTFOUND' }
  const status = platform.store.get('richMenu', alias.richMenuId) ? 'SUCCESS' : 'RICHMENU_NOTFOUND'
  if (status === 'SUCCESS') platform.store.put('user', user.id, { ...user, richMenuId: alias.richMenuId })
  return { newRichMenuAliasId: aliasId, status }
}
