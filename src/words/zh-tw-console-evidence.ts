// The words of the page behind a card's link, which opens without signing in.

export const consoleEvidenceZhTW = {
  output: '完整輸出',
  not_yours: '這件事由 {{who}} 決定；您可以看，不能決定。',
  high: '高風險在 LINE 的聊天室裡決定：輸入「待批」，在卡片上按「批准」，再按「確認批准」。',
  decided_by: '由 {{who}} 決定，{{when}}',
  need_reason: '沒有拒絕。請先寫下原因，再按一次「拒絕」。',
  bad_form: '沒有做任何變更。請在這個頁面按「批准」或「拒絕」。',
  ask_again: '請回到 LINE，在和我的聊天室裡輸入「待批」：還沒決定的事會再傳一次，附上新的連結。',
  expired: '這個連結過期了',
  expired_why: '為了安全，卡片上的連結只有 {{hours}} 小時有效。',
  forged: '這個連結打不開',
  forged_why: '網址不完整，或不是我們給的。沒有做任何變更。',
  not_member: '這個連結不能用了',
  not_member_why: '它是給另一個人的，或您已經不是成員。沒有做任何變更。',
  gone: '找不到這件事',
  broken: '這個頁面暫時打不開',
} as const
