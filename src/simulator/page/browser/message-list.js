import { dayOf } from './clock.js'
import { el } from './dom.js'
import { drawMessage } from './message.js'

const NEAR_END_PX = 160

/** The messages of one chat in order, with a line for each new day and the dots of the loading animation. */
export function createMessageList({ title, isGroup, bot, user, actions }) {
  const messages = new Map()
  const node = el('div', {
    class: 'messages',
    role: 'log',
    'aria-label': `與 ${title} 的聊天`,
    tabindex: '0',
  })
  const dots = el('div', { class: 'dots', 'aria-label': '機器人處理中' }, el('i'), el('i'), el('i'))
  let dotsTimer
  let isAtEnd = true

  const scrollToEnd = () => node.scrollTo({ top: node.scrollHeight })
  node.addEventListener('scroll', () => {
    isAtEnd = node.scrollHeight - node.scrollTop - node.clientHeight < NEAR_END_PX
  })
  // When quick replies, a note or the menu take room away, the newest message stays in view.
  new ResizeObserver(() => isAtEnd && scrollToEnd()).observe(node)

  function insert(message, drawn) {
    const later = [...messages.values()].filter(({ message: other }) => other.seq > message.seq)
    const next = later.sort((a, b) => a.message.seq - b.message.seq)[0]
    node.insertBefore(drawn, next?.drawn ?? (dots.isConnected ? dots : null))
    const day = dayOf(message.at)
    if (drawn.previousElementSibling?.dataset.day !== day) {
      node.insertBefore(el('div', { class: 'day', 'data-day': day }, el('span', {}, day)), drawn)
    }
    drawn.dataset.day = day
  }

  return {
    node,
    scrollToEnd,
    isNewest: (message) => [...messages.values()].every(({ message: other }) => other.seq <= message.seq),
    /** Draws a new or changed message; true when it was not there before. */
    show(message) {
      const known = messages.get(message.id)
      const wasAtEnd = isAtEnd
      const drawn = drawMessage(message, { user: user(), bot, isGroup, actions })
      if (known) {
        drawn.dataset.day = known.drawn.dataset.day
        known.drawn.replaceWith(drawn)
      } else insert(message, drawn)
      messages.set(message.id, { message, drawn })
      if (message.from === 'bot') dots.remove()
      if (!known && (wasAtEnd || message.user_id === user().user_id)) scrollToEnd()
      return known === undefined
    },
    showLoading(isLoading, ms) {
      clearTimeout(dotsTimer)
      if (!isLoading) return dots.remove()
      node.append(dots)
      scrollToEnd()
      dotsTimer = setTimeout(() => dots.remove(), ms)
    },
  }
}
