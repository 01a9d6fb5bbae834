/** What a button means. On the phone it is opaque, and worth nothing when a bit of it is changed. */
export type Tap = {
  verb:
    | 'approve'
    | 'reject'
    | 'confirm'
    | 'reason'
    | 'own-words'
    | 'cancel'
    | 'page'
    | 'command'
    | 'language'
    | 'leave'
    | 'friction'
    | 'delegate'
    | 'owner'
    | 'override'
    | 'change'
    | 'draft'
    | 'details'
  /** The policy decision; empty where the button is about none. */
  id: string
  version: number
  /** What is chosen: a ready reason, a person, a step. */
  arg?: string
  /** Not after this time, in milliseconds since 1970. */
  until?: number
}
