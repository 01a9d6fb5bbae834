import { messagingApi } from '@line/bot-sdk'
import type { AccessToken } from '../access-token.ts'
import { asLineError, withinMs } from '../line-call.ts'
import { LineError } from '../line-error.ts'

/** What we ask of LINE about rich menus. Every call throws a `LineError`. */
export type RichMenuApi = {
  list(): Promise<{ richMenuId: string; name: string }[]>
  create(menu: messagingApi.RichMenuRequest): Promise<string>
  setPicture(id: string, png: Buffer): Promise<void>
  linkedTo(userId: string): Promise<string | null>
  link(userId: string, id: string): Promise<void>
  unlink(userId: string): Promise<void>
  remove(id: string): Promise<void>
}

const TIME_LIMIT_MS = 20_000

async function call<T>(what: string, run: () => Promise<T>): Promise<T> {
  try {
    return await withinMs(TIME_LIMIT_MS, what, run())
  } catch (error) {
    throw asLineError(what, error)
  }
}

/** Pictures go to LINE's data host; a simulator has one host for all. */
const dataHostOf = (apiBaseUrl: string) =>
  apiBaseUrl.replace('https://api.line.me', 'https://api-data.line.me')

/** The rich menus of one channel. */
export async function openRichMenus(apiBaseUrl: string, token: AccessToken): Promise<RichMenuApi> {
  const channelAccessToken = await call('a token', () => token.current())
  const api = new messagingApi.MessagingApiClient({ channelAccessToken, baseURL: apiBaseUrl })
  const blob = new messagingApi.MessagingApiBlobClient({
    channelAccessToken,
    baseURL: dataHostOf(apiBaseUrl),
  })
  return {
    list: async () => (await call('the list of rich menus', () => api.getRichMenuList())).richmenus,
    create: async (menu) => (await call('a new rich menu', () => api.createRichMenu(menu))).richMenuId,
    setPicture: async (id, png) => {
      await call('a picture', () =>
        blob.setRichMenuImage(id, new Blob([new Uint8Array(png)], { type: 'image/png' })),
      )
    },
    linkedTo: (userId) =>
      call('a link', () => api.getRichMenuIdOfUser(userId)).then(
        (it) => it.richMenuId,
        (error) => {
          if (error instanceof LineError && error.status === 404) return null
          throw error
        },
      ),
    link: async (userId, id) => {
      await call('a link', () => api.linkRichMenuIdToUser(userId, id))
    },
    unlink: async (userId) => {
      await call('a link', () => api.unlinkRichMenuIdFromUser(userId))
    },
    remove: async (id) => {
      await call('a removal', () => api.deleteRichMenu(id))
    },
  }
}
