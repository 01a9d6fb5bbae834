import { button, el, makeTappable } from './dom.js'
import { styleBox, styleButton, styleChild, styleImage, styleText } from './flex-style.js'

const BLOCKS = ['header', 'hero', 'body', 'footer']

/** Draws a Flex message: a bubble or a carousel of bubbles. */
export function drawFlex(message, actions) {
  const { contents } = message.raw
  const context = {
    tap(path, action) {
      const found = message.buttons.find((item) => item.path === `${path}/action`)
      if (found) actions.tap(message, found, action)
    },
  }
  const isCarousel = contents.type === 'carousel'
  const bubbles = isCarousel
    ? contents.contents.map((bubble, index) => drawBubble(bubble, `/contents/contents/${index}`, context))
    : [drawBubble(contents, '/contents', context)]
  return el(
    'div',
    {
      class: `wide flex-message${isCarousel ? ' strip' : ''}`,
      role: 'group',
      'aria-label': message.alt_text,
    },
    ...bubbles,
  )
}

function drawBubble(bubble, path, context) {
  const node = el('div', { class: 'flex-bubble', 'data-size': bubble.size ?? 'mega', dir: bubble.direction })
  const present = BLOCKS.filter((name) => bubble[name])
  present.forEach((name, index) => {
    const style = bubble.styles?.[name] ?? {}
    const block = el('div', { class: `flex-block flex-${name}` })
    block.dataset.last = String(index === present.length - 1)
    if (style.backgroundColor) block.style.backgroundColor = style.backgroundColor
    if (style.separator && index > 0) {
      const line = el('div', { class: 'flex-line' })
      if (style.separatorColor) line.style.backgroundColor = style.separatorColor
      node.append(line)
    }
    block.append(drawPart(bubble[name], `${path}/${name}`, context, { isRoot: true, layout: 'vertical' }))
    node.append(block)
  })
  if (bubble.action) makeTappable(node, bubble.action.label, () => context.tap(path, bubble.action))
  return node
}

/** `place`: the layout of the box around, whether this is its first part, and its spacing. */
function drawPart(part, path, context, place) {
  const node = DRAW[part.type]?.(part, path, context, place)
  if (!node) return el('span')
  if (!place.isRoot) styleChild(node, part, place)
  if (part.action && part.type !== 'button') {
    makeTappable(node, part.action.label, () => context.tap(path, part.action))
  }
  return node
}

const DRAW = {
  box(part, path, context) {
    const node = el('div', { class: 'flex-box', 'data-layout': part.layout })
    styleBox(node, part)
    let isFirst = true
    part.contents.forEach((child, index) => {
      const place = { layout: part.layout, spacing: part.spacing, isFirst }
      node.append(drawPart(child, `${path}/contents/${index}`, context, place))
      if (child.position !== 'absolute') isFirst = false
    })
    return node
  },
  text(part) {
    const node = el('div', { class: 'flex-text' })
    const inner = el('p', {})
    const spans = part.contents ?? []
    if (spans.length === 0) inner.textContent = part.text ?? ''
    for (const span of spans) {
      const piece = el('span', {}, span.text)
      styleText(piece, span, false)
      inner.append(piece)
    }
    styleText(inner, part, true)
    node.dataset.gravity = part.gravity ?? 'top'
    node.append(inner)
    return node
  },
  button(part, path, context) {
    const press = () => context.tap(path, part.action)
    const tappable = button(part.action.label ?? '', press, { class: 'flex-button' })
    styleButton(tappable, part)
    const node = el('div', { class: 'flex-button-slot', 'data-gravity': part.gravity ?? 'top' }, tappable)
    return node
  },
  image(part) {
    // Pictures of other hosts are not fetched: nothing on this page leaves the machine.
    const picture = el(
      'div',
      { class: 'flex-image', role: 'img', 'aria-label': '圖片', title: part.url },
      '🖼',
    )
    styleImage(picture, part)
    return el('div', { class: 'flex-image-slot', 'data-align': part.align ?? 'center' }, picture)
  },
  icon(part) {
    const node = el('span', { class: 'flex-icon', role: 'img', 'aria-label': '圖示', title: part.url }, '●')
    styleText(node, { size: part.size }, false)
    return node
  },
  separator(part, _path, _context, { layout }) {
    const node = el('div', { class: 'flex-separator', 'data-in': layout })
    if (part.color) node.style.backgroundColor = part.color
    return node
  },
  filler: () => el('div', { class: 'flex-filler' }),
  spacer: () => el('div', { class: 'flex-spacer' }),
  video: (part) =>
    el('div', { class: 'flex-image video', role: 'img', 'aria-label': '影片', title: part.url }, '▶'),
}
