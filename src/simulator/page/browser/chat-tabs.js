import { avatar, button, el } from './dom.js'

/** The tabs over a phone's screen, one for each chat, with a count of what was not seen. */
export function createTabs({ screen }) {
  const node = el('div', { class: 'tabs', role: 'tablist', 'aria-label': '聊天' })
  const entries = new Map()
  let open = null

  function select(key) {
    open = key
    for (const [id, { tab }] of entries) tab.setAttribute('aria-selected', String(id === key))
    const entry = entries.get(key)
    entry.unread = 0
    entry.badge.setAttribute('hidden', '')
    screen.replaceChildren(entry.chat.node)
    entry.chat.scrollToEnd()
  }

  return {
    node,
    chatOf: (key) => entries.get(key)?.chat,
    chats: () => [...entries.values()].map(({ chat }) => chat),
    add(key, title, isGroup, chat) {
      const badge = el('span', { class: 'badge', hidden: true })
      const tab = button('', () => select(key), { role: 'tab', 'data-chat': key })
      tab.append(avatar(title, isGroup ? 'group' : 'bot'), el('span', { class: 'tab-name' }, title), badge)
      entries.set(key, { chat, tab, badge, unread: 0 })
      node.append(tab)
      node.dataset.count = String(entries.size)
      if (open === null) select(key)
    },
    rename(key, title, isShown) {
      const { tab } = entries.get(key)
      tab.hidden = !isShown
      tab.querySelector('.tab-name').textContent = title
    },
    countUnread(key) {
      if (open === key) return
      const entry = entries.get(key)
      entry.unread += 1
      entry.badge.textContent = entry.unread > 99 ? '99+' : String(entry.unread)
      entry.badge.removeAttribute('hidden')
    },
  }
}
