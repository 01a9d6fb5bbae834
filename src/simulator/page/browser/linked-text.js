import { el } from './dom.js'

const LINK = /https?:\/\/[^\s<>"「」（）]+/g

/** A text with its web addresses as links, as LINE shows it; everything else stays text. */
export function linkedText(text, actions) {
  const parts = []
  let end = 0
  for (const match of text.matchAll(LINK)) {
    const uri = match[0].replace(/[.,!?;:。，！？；：、)]+$/, '')
    parts.push(text.slice(end, match.index), link(uri, actions))
    end = match.index + uri.length
  }
  return [...parts, text.slice(end)]
}

function link(uri, actions) {
  const node = el('a', { href: uri, target: '_blank', rel: 'noopener noreferrer' }, uri)
  node.addEventListener('click', (event) => {
    if (actions.prefill(uri)) event.preventDefault()
  })
  return node
}
