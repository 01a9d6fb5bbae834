import { button, el } from './dom.js'

/** Buttons, confirm and carousel templates as cards. */
export function drawTemplate(message, actions) {
  const { template } = message.raw
  const columns = template.columns ?? [template]
  const cards = columns.map((column, index) => {
    const base = template.columns ? `/template/columns/${index}` : '/template'
    return drawCard(message, column, base, actions)
  })
  return el('div', { class: 'wide template strip', role: 'group', 'aria-label': message.alt_text }, ...cards)
}

function drawCard(message, column, base, actions) {
  const list = column.actions ?? (column.action ? [column.action] : [])
  const paths = column.actions ? list.map((_, index) => `${base}/actions/${index}`) : [`${base}/action`]
  const buttons = list.map((action, index) => {
    const found = message.buttons.find(({ path }) => path === paths[index])
    return button(action.label ?? found?.label ?? '開啟', () => actions.tap(message, found, action))
  })
  return el(
    'div',
    { class: 'template-card' },
    column.thumbnailImageUrl || column.imageUrl ? el('div', { class: 'template-image' }, '🖼') : null,
    column.title ? el('strong', {}, column.title) : null,
    column.text ? el('p', {}, column.text) : null,
    el('div', { class: 'template-actions', 'data-template': message.raw.template.type }, ...buttons),
  )
}
