import { createActions } from './actions.js'
import { sim } from './api.js'
import { dayOf } from './clock.js'
import { createComposer } from './composer.js'
import { button, el } from './dom.js'
import { drawMessage } from './message.js'
import { drawRichMenu } from './rich-menu.js'

const NEAR_END_PX = 160
const NOTE_MS = 6000

/** One chat on one phone: the messages, quick replies, the rich menu and the input. */
export function createChat({ key, title, isGroup, bot, user }) {
  const messages = new Map()
  const list = el('div', {
    class: 'messages',
    role: 'log',
    'aria-label': `與 ${title} 的聊天`,
    tabindex: '0',
  })
  const quick = el('div', { class: 'quick', role: 'group', 'aria-label': '快速回覆' })
  const note = el('p', { class: 'note', role: 'alert', hidden: true })
  const dots = el('div', { class: 'dots', 'aria-label': '機器人處理中' }, el('i'), el('i'), el('i'))
  const menu = el('div', { class: 'menu-slot' })
  const place = isGroup ? { group_id: key } : {}
  let noteTimer
  let dotsTimer

  function say(text) {
    note.textContent = text
    note.removeAttribute('hidden')
    clearTimeout(noteTimer)
    noteTimer = setTimeout(() => note.setAttribute('hidden', ''), NOTE_MS)
  }

  async function act(path, body) {
    try {
      const answer = await sim('POST', `/users/${user().user_id}/${path}`, { ...body, ...place })
      if (answer.status === null && answer.webhook_event_id)
        say('機器人沒有回應：它沒開，或超過 2 秒沒有回答。')
      else if (answer.status !== null && answer.status >= 300) say(`機器人回答了 HTTP ${answer.status}。`)
    } catch (error) {
      say(error.message)
    }
  }

  const composer = createComposer({ send: (text) => act('text', { text }) })
  const actions = createActions({ act, say, fill: composer.fill, setMenu: (isOpen) => setMenu(isOpen) })

  function isNewest(message) {
    for (const { message: other } of messages.values()) if (other.seq > message.seq) return false
    return true
  }

  function drawQuick(message) {
    const items = message.unsent ? [] : message.quick_replies
    const buttons = items.map((item, index) => {
      const { action } = message.raw.quickReply.items[index]
      return button(item.label, () => actions.tap(message, item, action))
    })
    quick.replaceChildren(...buttons)
  }

  function setMenu(isOpen) {
    menu.firstElementChild?.toggleAttribute('open', isOpen)
  }

  const scrollToEnd = () => list.scrollTo({ top: list.scrollHeight })

  function insert(message, node) {
    const after = [...messages.values()].filter(({ message: other }) => other.seq > message.seq)
    const next = after.sort((a, b) => a.message.seq - b.message.seq)[0]
    list.insertBefore(node, next?.node ?? (dots.isConnected ? dots : null))
    const before = node.previousElementSibling
    if (before?.dataset.day !== dayOf(message.at)) list.insertBefore(daySeparator(message), node)
    node.dataset.day = dayOf(message.at)
  }

  const node = el('div', { class: 'chat' }, list, note, quick, menu, composer.node)
  // When quick replies, a note or the menu take room away, the newest message stays in view.
  let isAtEnd = true
  list.addEventListener('scroll', () => {
    isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX
  })
  new ResizeObserver(() => isAtEnd && scrollToEnd()).observe(list)
  return {
    node,
    scrollToEnd,
    /** Draws a new or changed message; true when it was not there before. */
    showMessage(message) {
      const known = messages.get(message.id)
      const wasAtEnd = isAtEnd
      const drawn = drawMessage(message, { user: user(), bot, isGroup, actions })
      if (known) {
        drawn.dataset.day = known.node.dataset.day
        known.node.replaceWith(drawn)
      } else insert(message, drawn)
      messages.set(message.id, { message, node: drawn })
      if (isNewest(message)) drawQuick(message)
      if (message.from === 'bot') dots.remove()
      if (!known && (wasAtEnd || message.user_id === user().user_id)) scrollToEnd()
      return known === undefined
    },
    showLoading(isLoading, ms) {
      clearTimeout(dotsTimer)
      if (!isLoading) return dots.remove()
      list.append(dots)
      scrollToEnd()
      dotsTimer = setTimeout(() => dots.remove(), ms)
    },
    update() {
      const { blocked, rich_menu } = user()
      composer.setBlocked(blocked && !isGroup)
      menu.replaceChildren()
      if (rich_menu && !isGroup) menu.append(drawRichMenu(rich_menu, actions))
    },
  }
}

function daySeparator(message) {
  const day = dayOf(message.at)
  return el('div', { class: 'day', 'data-day': day }, el('span', {}, day))
}
