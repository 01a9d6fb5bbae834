import { createActions } from './actions.js'
import { sim } from './api.js'
import { createComposer } from './composer.js'
import { button, el } from './dom.js'
import { createMessageList } from './message-list.js'
import { drawRichMenu } from './rich-menu.js'

const NOTE_MS = 6000
const NO_ANSWER = '機器人沒有回應：它沒開，或超過 2 秒沒有回答。'

/** One chat on one phone: the messages, quick replies, the rich menu and the input. */
export function createChat({ key, title, isGroup, bot, user }) {
  const quick = el('div', { class: 'quick', role: 'group', 'aria-label': '快速回覆' })
  const menu = el('div', { class: 'menu-slot' })
  const note = createNote()
  const place = isGroup ? { group_id: key } : {}

  async function act(path, body) {
    try {
      const answer = await sim('POST', `/users/${user().user_id}/${path}`, { ...body, ...place })
      if (answer.status === null && answer.webhook_event_id) note.say(NO_ANSWER)
      else if (answer.status !== null && answer.status >= 300)
        note.say(`機器人回答了 HTTP ${answer.status}。`)
    } catch (error) {
      note.say(error.message)
    }
  }

  const composer = createComposer({ send: (text) => act('text', { text }) })
  const setMenu = (isOpen) => menu.firstElementChild?.toggleAttribute('open', isOpen)
  const actions = createActions({ act, say: note.say, fill: composer.fill, setMenu })
  const list = createMessageList({ title, isGroup, bot, user, actions })

  function drawQuick(message) {
    const items = message.unsent ? [] : message.quick_replies
    const buttons = items.map((item, index) => {
      const { action } = message.raw.quickReply.items[index]
      return button(item.label, () => actions.tap(message, item, action))
    })
    quick.replaceChildren(...buttons)
  }

  return {
    node: el('div', { class: 'chat' }, list.node, note.node, quick, menu, composer.node),
    scrollToEnd: list.scrollToEnd,
    showLoading: list.showLoading,
    /** True when the message was not there before. */
    showMessage(message) {
      const isNew = list.show(message)
      if (list.isNewest(message)) drawQuick(message)
      return isNew
    },
    update() {
      const { blocked, rich_menu } = user()
      composer.setBlocked(blocked && !isGroup)
      menu.replaceChildren()
      if (rich_menu && !isGroup) menu.append(drawRichMenu(rich_menu, actions))
    },
  }
}

/** A line that appears for a while when something did not work. */
function createNote() {
  const node = el('p', { class: 'note', role: 'alert', hidden: true })
  let timer
  return {
    node,
    say(text) {
      node.textContent = text
      node.removeAttribute('hidden')
      clearTimeout(timer)
      timer = setTimeout(() => node.setAttribute('hidden', ''), NOTE_MS)
    },
  }
}
