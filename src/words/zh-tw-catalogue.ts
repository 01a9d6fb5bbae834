// Words of the catalogue of actions: what each one does, and who approves it.

export const zhTWCatalogue = {
  alt: '每個動作做什麼、目前由誰批准',
  alt_one: '「{{name}}」目前由誰批准',
  now: '目前',
  was: '原本是「{{who}}」，後來調整過。',
  stays: '高風險動作一律由 Louis 個別決定，不能調整。',
  only_louis: '已經是最嚴格的設定，只有 Louis 可以放寬。',
  to: { low: '改成自行執行', medium: '改由 PLS owner 決定', high: '改由 Louis 決定' },
  tap: '{{to}}：{{name}}',
  done: '已經調整：「{{name}}」現在是「{{who}}」。馬上生效，並留下稽核紀錄。',
  outdated: '您按的卡片已經不是最新的：「{{name}}」現在是「{{who}}」。這次沒有做任何變更，請看下面這張。',
  louis_only: '放寬只有 Louis 可以做，所以沒有做任何變更：「{{name}}」現在是「{{who}}」。',
  about: {
    diagnose: '查看錯誤訊息和紀錄，找出原因；只看，不動任何東西。',
    touch: '告訴系統這件工作還有人在做，租約才不會到期。',
    retry_once: '把失敗的步驟再做一次，就這麼一次，並記下結果。',
    repair_proposal: '把問題和建議的做法寫成提案，交給該批准的人，自己不動手。',
    requeue_job: '把工作放回佇列重新排隊，之後由任何一個 worker 認領。',
    extend_lease: '替手上的工作多要一些時間，其他 worker 要等更久才能接手。',
    change_prompt: '修改給 worker 的 prompt，之後的工作都會照新的寫法做。',
    change_tooling: '修改 worker 用的工具或設定，之後的工作都會受到影響。',
    release: '放掉手上的工作，不再負責；做到一半的東西可能會丟掉。',
    reclaim: '把其他 worker 手上的工作收回來，對方做到一半的會中斷。',
    cross_project_permission: '讓 worker 讀取或更動別的專案的資料。',
    external_commitment: '代表我們答應外部的人某件事，例如時程、費用或交付內容。',
  },
} as const
