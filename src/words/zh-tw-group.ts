// Words of the bot in a group; English stands in en-group.ts.

export const zhTWGroup = {
  welcome:
    '大家好，我是 Countersign。在群組裡，提到我或輸入「政策」「說明」我才會回答；需要批准的事項，我會私下送給該決定的人。想在這裡收日報的話，請 pool owner、PLS owner 或 Louis 輸入「日報 開」。',
  digest_in_group: '日報要送到哪個群組，就請在那個群組裡輸入「日報 開」；不要了就輸入「日報 關」。',
  who_asks:
    'LINE 沒有告訴我這句話是誰輸入的，所以不能照辦。請用手機版 LINE 再輸入一次，或請其他 owner 輸入。沒有做任何變更。',
  not_for_you: '只有 pool owner、PLS owner 和 Louis 可以開關群組的日報。沒有做任何變更。',
  own_pool_only:
    '您負責的是 {{pool}}，只能開關這個 pool 的日報；其他的請 PLS owner 或 Louis 輸入。沒有做任何變更。',
  set_by_other:
    '這個群組收的是「{{pool}}」的日報，由 {{name}} 設定。要改的話，請 PLS owner 或 Louis 輸入。沒有做任何變更。',
  no_such_pool: '沒有「{{pool}}」這個 pool。目前有：{{pools}}。沒有做任何變更。',
  digest_on:
    '好的，之後「{{pool}}」的日報也會送到這個群組；沒有新事件的日子不送，高風險的事項也不會出現在這裡。要停的話，請輸入「日報 關」。',
  cost: '提醒您：LINE 對群組推播是按人數計費。這個群組有 {{people}} 人，所以每送一次會用掉本月的 {{people}} 則。',
  cost_unknown:
    '提醒您：LINE 對群組推播是按人數計費，每送一次會用掉和群組人數一樣多的則數。LINE 現在沒有告訴我這個群組有幾人。',
  digest_off: '好的，之後日報不會再送到這個群組。',
  digest_is_off: '這個群組目前沒有收日報。要收的話，請輸入「日報 開」。',
  digest_is_on: '這個群組目前收的是「{{pool}}」的日報，由 {{name}} 設定。要停的話，請輸入「日報 關」。',
  digest_note: '群組裡不會出現高風險的事項。有事項等您決定時，請在和我的一對一聊天裡輸入「待批」。',
} as const
