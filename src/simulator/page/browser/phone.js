import { sim } from './api.js'
import { createChat } from './chat.js'
import { createTabs } from './chat-tabs.js'
import { avatar, button, el } from './dom.js'

/** One person's phone: who it is, a tab for each chat, and the open chat. */
export function createPhone(firstUser, bot) {
  let user = firstUser
  const screen = el('div', { class: 'screen' })
  const tabs = createTabs({ screen })
  const owner = el('header', { class: 'owner' })
  const node = el(
    'section',
    { class: 'phone', 'data-user': user.user_id, 'data-name': user.name },
    owner,
    el('div', { class: 'device' }, tabs.node, screen),
  )

  function addChat(key, title, isGroup) {
    tabs.add(key, title, isGroup, createChat({ key, title, isGroup, bot, user: () => user }))
  }

  function update(changed) {
    user = changed
    node.dataset.name = user.name
    node.dataset.blocked = String(user.blocked)
    node.setAttribute('aria-label', `${user.name} 的手機`)
    owner.replaceChildren(...ownerLine(user))
    for (const chat of tabs.chats()) chat.update()
  }

  addChat(user.user_id, bot.display_name, false)
  update(user)
  return {
    node,
    update,
    showGroup({ group_id, name, members }) {
      const isMember = members.includes(user.user_id)
      if (isMember && !tabs.chatOf(group_id)) addChat(group_id, name, true)
      if (tabs.chatOf(group_id)) tabs.rename(group_id, name, isMember)
    },
    /** `isLive`: it arrives now, so it counts as unread where the chat is not open. */
    showMessage(message, isLive) {
      const isNew = tabs.chatOf(message.chat)?.showMessage(message) ?? false
      if (isNew && isLive && message.user_id !== user.user_id) tabs.countUnread(message.chat)
    },
    showLoading: (isLoading, ms) => tabs.chatOf(user.user_id).showLoading(isLoading, ms),
  }
}

function ownerLine({ user_id, name, role, blocked }) {
  const who = el('div', { class: 'who' }, el('h2', {}, name), role ? el('span', {}, role) : null)
  const toggle = button(blocked ? '解除封鎖' : '封鎖', () =>
    sim('POST', `/users/${user_id}/${blocked ? 'unblock' : 'block'}`),
  )
  return [avatar(name, 'person'), who, toggle]
}
