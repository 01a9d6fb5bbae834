import { sim } from './api.js'
import { createChat } from './chat.js'
import { avatar, button, el } from './dom.js'

/** One person's phone: who it is, a tab for each chat, and the open chat. */
export function createPhone(firstUser, bot) {
  let user = firstUser
  const chats = new Map()
  let open = null
  const tabs = el('div', { class: 'tabs', role: 'tablist', 'aria-label': '聊天' })
  const screen = el('div', { class: 'screen' })
  const owner = el('header', { class: 'owner' })
  const node = el(
    'section',
    {
      class: 'phone',
      'data-user': user.user_id,
      'data-name': user.name,
      'aria-label': `${user.name} 的手機`,
    },
    owner,
    el('div', { class: 'device' }, tabs, screen),
  )

  function addChat(key, title, isGroup) {
    const chat = createChat({ key, title, isGroup, bot, user: () => user })
    const badge = el('span', { class: 'badge', hidden: true })
    const tab = button('', () => select(key), { role: 'tab', 'data-chat': key })
    tab.append(avatar(title, isGroup ? 'group' : 'bot'), el('span', { class: 'tab-name' }, title), badge)
    chats.set(key, { chat, tab, badge, unread: 0 })
    tabs.append(tab)
    if (open === null) select(key)
    tabs.dataset.count = String(chats.size)
  }

  function select(key) {
    open = key
    for (const [id, entry] of chats) entry.tab.setAttribute('aria-selected', String(id === key))
    const entry = chats.get(key)
    entry.unread = 0
    entry.badge.setAttribute('hidden', '')
    screen.replaceChildren(entry.chat.node)
    entry.chat.scrollToEnd()
  }

  function drawOwner() {
    node.dataset.name = user.name
    node.dataset.blocked = String(user.blocked)
    const name = el(
      'div',
      { class: 'who' },
      el('h2', {}, user.name),
      user.role ? el('span', {}, user.role) : null,
    )
    const verb = user.blocked ? 'unblock' : 'block'
    const label = user.blocked ? '解除封鎖' : '封鎖'
    const toggle = button(label, () => sim('POST', `/users/${user.user_id}/${verb}`), {
      class: 'quiet small',
    })
    owner.replaceChildren(avatar(user.name, 'person'), name, toggle)
  }

  addChat(user.user_id, bot.display_name, false)
  drawOwner()
  chats.get(user.user_id).chat.update()

  return {
    node,
    update(changed) {
      user = changed
      drawOwner()
      for (const { chat } of chats.values()) chat.update()
    },
    showGroup(group) {
      const isMember = group.members.includes(user.user_id)
      if (isMember && !chats.has(group.group_id)) addChat(group.group_id, group.name, true)
      const entry = chats.get(group.group_id)
      if (!entry) return
      entry.tab.hidden = !isMember
      entry.tab.querySelector('.tab-name').textContent = group.name
    },
    /** `isLive`: it arrives now, so it counts as unread where the chat is not open. */
    showMessage(message, isLive) {
      const entry = chats.get(message.chat)
      if (!entry) return
      const isNew = entry.chat.showMessage(message)
      if (!isNew || !isLive || open === message.chat || message.user_id === user.user_id) return
      entry.unread += 1
      entry.badge.textContent = entry.unread > 99 ? '99+' : String(entry.unread)
      entry.badge.removeAttribute('hidden')
    },
    showLoading: (isLoading, ms) => chats.get(user.user_id).chat.showLoading(isLoading, ms),
  }
}
