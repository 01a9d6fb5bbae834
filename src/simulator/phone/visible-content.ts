import type { JsonObject, Message } from '../state/records.ts'

/** One thing that can be tapped in a message. */
export interface Button {
  /** Its number in reading order, from 1. */
  n: number
  label: string
  action: JsonObject
  isQuickReply: boolean
  /** JSON pointer of the action inside the message: how the page finds the number of what it draws. */
  path: string
  /** In a carousel the number of its bubble or column, from 1; else null. */
  bubble: number | null
}

interface Part {
  node: JsonObject
  path: string
}

/** Buttons in reading order: Flex and template parts first, quick replies last; numbered from 1. */
export function buttonsOf(message: Message): Button[] {
  if (message.unsent) return []
  const inside = partsInside(message.payload).flatMap(({ node, path }) =>
    actionsOf({ node, path }).map((action) => ({ ...action, label: labelOf(action.action, node) })),
  )
  const items = list(object(message.payload.quickReply).items)
  const quick = items.map((item, index) => {
    const action = object(object(item).action)
    return {
      action,
      path: `/quickReply/items/${index}/action`,
      label: labelOf(action, {}),
      isQuickReply: true,
    }
  })
  const all = [...inside.map((button) => ({ ...button, isQuickReply: false })), ...quick]
  return all.map((button, index) => ({ n: index + 1, bubble: bubbleOf(button.path), ...button }))
}

/** Only a carousel has its contents, or columns, right inside the message. */
function bubbleOf(path: string): number | null {
  const index = /^\/(?:contents\/contents|template\/columns)\/(\d+)\//.exec(path)?.[1]
  return index === undefined ? null : Number(index) + 1
}

/** Every text that the phone shows for this message, in reading order. */
export function textsOf(message: Message): string[] {
  if (message.unsent) return []
  if (typeof message.payload.text === 'string') return [message.payload.text]
  return partsInside(message.payload).flatMap(({ node }) => ownTexts(node))
}

function ownTexts(node: JsonObject): string[] {
  const spans = node.type === 'text' ? list(node.contents).map((span) => object(span).text) : []
  const text = spans.length > 0 ? spans.join('') : node.text
  const isShown = node.type === 'button' || Array.isArray(node.actions)
  const labels = isShown ? actionsOf({ node, path: '' }).map(({ action }) => action.label) : []
  return [node.title, text, ...labels].filter((value): value is string => typeof value === 'string')
}

function partsInside(payload: JsonObject): Part[] {
  return payload.type === 'template'
    ? [...partsOf(payload.template, '/template')]
    : [...partsOf(payload.contents, '/contents')]
}

const BLOCKS = ['header', 'hero', 'body', 'footer']

/** The part itself and everything in it, outer before inner; spans are no parts of their own. */
function* partsOf(value: unknown, path: string): Generator<Part> {
  const node = object(value)
  if (Object.keys(node).length === 0) return
  yield { node, path }
  for (const block of BLOCKS) yield* partsOf(node[block], `${path}/${block}`)
  const children = node.type === 'text' ? [] : list(node.contents)
  for (const [index, child] of children.entries()) yield* partsOf(child, `${path}/contents/${index}`)
  for (const [index, column] of list(node.columns).entries())
    yield* partsOf(column, `${path}/columns/${index}`)
}

function actionsOf({ node, path }: Part): { action: JsonObject; path: string }[] {
  const single = ['action', 'defaultAction'].map((key) => ({
    action: object(node[key]),
    path: `${path}/${key}`,
  }))
  const many = list(node.actions).map((action, index) => ({
    action: object(action),
    path: `${path}/actions/${index}`,
  }))
  return [...single, ...many].filter(({ action }) => 'type' in action)
}

function labelOf(action: JsonObject, node: JsonObject): string {
  if (typeof action.label === 'string' && action.label !== '') return action.label
  const texts = [...partsOf(node, '')].filter((part) => part.node.type === 'text')
  return texts.flatMap((part) => ownTexts(part.node)).join(' ')
}

function object(value: unknown): JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {}
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}
