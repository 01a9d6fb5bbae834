import type { LineChannel } from '../config.ts'
import type { Ctx } from '../domain/context.ts'
import { listMembers } from '../domain/members/read.ts'
import { longLivedToken } from '../line/access-token.ts'
import { openRichMenus } from '../line/rich-menu/rich-menu-api.ts'
import { syncRichMenus } from '../line/rich-menu/sync.ts'

/** The menus under the chats of the simulator; at LINE they come with `countersign richmenu sync`. */
export async function seedMenus(ctx: Ctx, { apiBaseUrl, accessToken }: LineChannel): Promise<void> {
  const api = await openRichMenus(apiBaseUrl, longLivedToken(accessToken ?? ''))
  await syncRichMenus(api, await listMembers(ctx))
}
