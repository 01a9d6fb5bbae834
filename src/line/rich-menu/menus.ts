import type { Role } from '../../db/generated/client.ts'
import type { Locale } from '../../words/words.ts'

/** What a menu's fields send, by the language of their command. */
const FIELDS = {
  pending: { 'zh-TW': '待批', en: 'pending' },
  policy: { 'zh-TW': '政策', en: 'policy' },
  scorecard: { 'zh-TW': '計分卡', en: 'scorecard' },
  priorities: { 'zh-TW': '優先', en: 'priorities' },
  report: { 'zh-TW': '回報', en: 'report' },
  console: { 'zh-TW': '作戰台', en: 'console' },
  delegate: { 'zh-TW': '代理', en: 'delegate' },
  whoami: { 'zh-TW': '我是誰', en: 'whoami' },
  language: { 'zh-TW': '語言', en: 'language' },
  help: { 'zh-TW': '說明', en: 'help' },
} as const

export type MenuField = keyof typeof FIELDS
export type MenuKind = 'approver' | 'pool_owner' | 'worker'

/** Six fields each, in two rows of three. */
export const MENUS: Record<MenuKind, MenuField[]> = {
  approver: ['pending', 'policy', 'scorecard', 'console', 'delegate', 'help'],
  pool_owner: ['scorecard', 'priorities', 'report', 'console', 'policy', 'help'],
  worker: ['report', 'policy', 'priorities', 'whoami', 'language', 'help'],
}

/** Width and height of every menu's picture (pixels), and its columns and rows. */
export const MENU_SIZE = { width: 1200, height: 810, columns: 3, rows: 2 }

const BAR: Record<Locale, string> = { 'zh-TW': '選單', en: 'Menu' }

export const wordOf = (field: MenuField, locale: Locale): string => FIELDS[field][locale]

/** Which menu a role gets. */
export function menuOf(role: Role): MenuKind {
  if (role === 'louis' || role === 'pls_owner') return 'approver'
  return role === 'pool_owner' ? 'pool_owner' : 'worker'
}

/** Menus with other names are not ours to touch. */
export const MENU_PREFIX = 'countersign:'

/** How the names of a role's menus begin; the rest tells one version from another. */
export const menuNamePrefix = (kind: MenuKind, locale: Locale) => `${MENU_PREFIX}${kind}:${locale}:`

/** A rich menu as LINE's API takes it; its fields send the commands as text. */
export function menuRequest(kind: MenuKind, locale: Locale, name: string) {
  const { width, height, columns, rows } = MENU_SIZE
  const [fieldWidth, fieldHeight] = [width / columns, height / rows]
  return {
    name,
    chatBarText: BAR[locale],
    selected: false,
    size: { width, height },
    areas: MENUS[kind].map((field, index) => ({
      bounds: {
        x: (index % columns) * fieldWidth,
        y: Math.floor(index / columns) * fieldHeight,
        width: fieldWidth,
        height: fieldHeight,
      },
      action: { type: 'message' as const, label: wordOf(field, locale), text: wordOf(field, locale) },
    })),
  }
}
