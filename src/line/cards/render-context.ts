import type { Words } from '../../words/words.ts'
import type { Templates } from '../flex/templates.ts'
import type { TapSigner } from '../postback.ts'

/** What a card needs beside what it tells. */
export type RenderContext = {
  words: Words
  templates: Templates
  signer: TapSigner
  publicUrl: string
  /** For whom it is; null in a group. */
  memberId: string | null
  now: Date
}
