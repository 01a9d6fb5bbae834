import { button, el } from './dom.js'

/** The rich menu: its image with a button on each area. */
export function drawRichMenu(menu, actions) {
  const { width, height } = menu.size
  const image = el('img', { src: `/_sim/richmenus/${menu.rich_menu_id}/image`, alt: '' })
  const areas = menu.areas.map(({ bounds, action }, index) => {
    const label = action.label ?? action.text ?? action.displayText ?? `選單 ${index + 1}`
    const area = button('', () => actions.tapArea(index + 1, action), { 'aria-label': label, title: label })
    area.style.left = `${(bounds.x / width) * 100}%`
    area.style.top = `${(bounds.y / height) * 100}%`
    area.style.width = `${(bounds.width / width) * 100}%`
    area.style.height = `${(bounds.height / height) * 100}%`
    return area
  })
  const board = el('div', { class: 'menu-board' }, image, ...areas)
  board.style.aspectRatio = `${width} / ${height}`
  return el(
    'details',
    { class: 'menu', open: menu.selected === true },
    el('summary', {}, menu.chatBarText),
    board,
  )
}
