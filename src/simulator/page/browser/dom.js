/**
 * Makes an element. Strings become text nodes, never HTML, so whatever a message holds stays text.
 * @param {string} tag
 * @param {Record<string, unknown>} attributes `on…` are listeners; null, undefined and false are left out.
 * @param {...(Node | string | null | undefined)} children
 */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value)
    else node.setAttribute(name, value === true ? '' : String(value))
  }
  node.append(...children.filter((child) => child !== null && child !== undefined))
  return node
}

export function button(label, onclick, attributes = {}) {
  return el('button', { type: 'button', onclick, ...attributes }, label)
}

/** Makes a box that is no <button> behave as one, also for the keyboard. */
export function makeTappable(node, label, tap) {
  node.setAttribute('role', 'button')
  node.setAttribute('tabindex', '0')
  if (label) node.setAttribute('aria-label', label)
  node.classList.add('tappable')
  node.addEventListener('click', (event) => {
    event.stopPropagation()
    tap()
  })
  node.addEventListener('keydown', (event) => {
    if (event.target !== node || (event.key !== 'Enter' && event.key !== ' ')) return
    event.preventDefault()
    tap()
  })
}

/** First letter (or Chinese character) of a name, for round avatars. */
export function avatar(name, kind) {
  const letter = [...name.trim()][0] ?? '?'
  return el(
    'span',
    { class: `avatar ${kind}`, 'aria-hidden': 'true', 'data-hue': hueOf(name) },
    letter.toUpperCase(),
  )
}

function hueOf(name) {
  let sum = 0
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 6
  return sum
}
