import { expect, test } from 'vitest'
import { checkMessages, type SendKind } from '../../../src/line/limits/check-messages.ts'

/** One limit: what LINE just takes, what it just refuses, and where. */
export interface Limit {
  title: string
  inside: unknown[]
  outside: unknown[]
  path: string
  reason?: string
  kind?: SendKind
}

/** Makes one test of each limit. */
export function testLimits(limits: Limit[]) {
  test.each(limits)('$title', ({ inside, outside, path, reason, kind = 'push' }) => {
    expect(checkMessages(inside, kind)).toEqual([])
    expect(checkMessages(outside, kind)).toEqual([
      {
        path,
        reason: reason === undefined ? expect.stringMatching(/^\w.*[^.]$/) : expect.stringContaining(reason),
      },
    ])
  })
}

/** A row of one message each: `path` is below `messages[0]`. */
export function limit(
  title: string,
  path: string,
  inside: unknown,
  outside: unknown,
  reason?: string,
): Limit {
  return { title, path: `messages[0].${path}`, inside: [inside], outside: [outside], reason }
}

export const text = (more: object = {}) => ({ type: 'text', text: 'hello', ...more })

export const flex = (contents: unknown, more: object = {}) => ({
  type: 'flex',
  altText: 'card',
  contents,
  ...more,
})

export const bubble = (more: object = {}) => ({ type: 'bubble', body: box([words()]), ...more })

export const box = (contents: unknown[], more: object = {}) => ({
  type: 'box',
  layout: 'vertical',
  contents,
  ...more,
})

export const words = (more: object = {}) => ({ type: 'text', text: 'words', ...more })

export const image = (more: object = {}) => ({ type: 'image', url: 'https://example.com/a.png', ...more })

export const icon = (more: object = {}) => ({ type: 'icon', url: 'https://example.com/i.png', ...more })

export const video = (more: object = {}) => ({
  type: 'video',
  url: 'https://example.com/v.mp4',
  previewUrl: 'https://example.com/v.png',
  altContent: image(),
  ...more,
})

/** A flex message whose body holds these components. */
export const body = (...components: unknown[]) => flex({ type: 'bubble', body: box(components) })

export const postback = (more: object = {}) => ({ type: 'postback', label: 'OK', data: 'v1.a', ...more })

/** A flex message with one button. */
export const button = (action: unknown, more: object = {}) => body({ type: 'button', action, ...more })

export const quickReply = (...actions: unknown[]) =>
  text({ quickReply: { items: actions.map((action) => ({ type: 'action', action })) } })

export const template = (content: unknown) => ({ type: 'template', altText: 'choose', template: content })

export const httpsUrl = (length: number) => 'https://example.com/'.padEnd(length, 'a')
