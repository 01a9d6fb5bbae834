import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import type { Member } from '../../db/generated/client.ts'
import { isLocale, LOCALES, type Locale } from '../../words/words.ts'
import { MENU_PREFIX, MENUS, type MenuKind, menuNamePrefix, menuOf, menuRequest } from './menus.ts'
import type { RichMenuApi } from './rich-menu-api.ts'

/** Drawn by `npm run rich-menus`. */
const PICTURES = path.join(import.meta.dirname, '../../../rich-menus')

type Wanted = { kind: MenuKind; locale: Locale; name: string; picture: Buffer }

export type SyncResult = { created: number; linked: number; removed: number }

/** The name carries a hash of the menu and its picture: a menu cannot be changed, only replaced. */
async function wantedMenus(): Promise<Wanted[]> {
  const kinds = Object.keys(MENUS) as MenuKind[]
  return Promise.all(
    kinds.flatMap((kind) =>
      LOCALES.map(async (locale) => {
        const picture = await readFile(path.join(PICTURES, `${kind}.${locale}.png`))
        const hash = createHash('sha256')
          .update(JSON.stringify(menuRequest(kind, locale, '')))
          .update(picture)
          .digest('hex')
        return { kind, locale, picture, name: `${menuNamePrefix(kind, locale)}${hash.slice(0, 12)}` }
      }),
    ),
  )
}

async function ensureMenus(
  api: RichMenuApi,
  wanted: Wanted[],
): Promise<{ ids: Map<string, string>; created: number }> {
  const ids = new Map((await api.list()).map((it) => [it.name, it.richMenuId]))
  let created = 0
  for (const { kind, locale, name, picture } of wanted) {
    if (ids.has(name)) continue
    const id = await api.create(menuRequest(kind, locale, name))
    await api.setPicture(id, picture)
    ids.set(name, id)
    created += 1
  }
  return { ids, created }
}

/**
 * Makes the menus that are missing, links each member to the one of role and language, and removes
 * old ones of ours. Repeating it changes nothing.
 */
export async function syncRichMenus(api: RichMenuApi, members: Member[]): Promise<SyncResult> {
  const wanted = await wantedMenus()
  const { ids, created } = await ensureMenus(api, wanted)
  let linked = 0
  for (const { lineUserId, role, locale, disabledAt } of members) {
    if (!lineUserId || disabledAt) continue
    const language = isLocale(locale) ? locale : 'zh-TW'
    const menu = wanted.find((it) => it.kind === menuOf(role) && it.locale === language)
    const id = menu && ids.get(menu.name)
    if (!id || (await api.linkedTo(lineUserId)) === id) continue
    await api.link(lineUserId, id)
    linked += 1
  }
  const names = new Set(wanted.map((it) => it.name))
  const old = (await api.list()).filter((it) => it.name.startsWith(MENU_PREFIX) && !names.has(it.name))
  for (const { richMenuId } of old) await api.remove(richMenuId)
  return { created, linked, removed: old.length }
}
