import type { Ctx } from '../domain/context.ts'
import { listMembers } from '../domain/members/read.ts'
import type { RichMenuApi } from '../line/rich-menu/rich-menu-api.ts'
import { syncRichMenus } from '../line/rich-menu/sync.ts'

/** The menus under the chats of the simulator; at LINE they come with `countersign richmenu sync`. */
export async function seedMenus(ctx: Ctx, menus: Promise<RichMenuApi>): Promise<void> {
  await syncRichMenus(await menus, await listMembers(ctx))
}
