import { z } from '@hono/zod-openapi'
import type { ZodType } from 'zod'
import { text } from '../../storable.ts'

/** How every list is read. */
export const ListQuery = z.object({
  limit: z.coerce.number('must be a whole number').int('must be a whole number').min(1).max(200).default(50),
  after: text(200).optional(),
})

/** Ids in a list's `after`: the last item of the page before. */
export const IdListQuery = ListQuery.extend({
  after: z.uuid('must be the id of the last item of the page before').optional(),
})

/** A page of items. */
export const pageSchema = (item: ZodType) => z.object({ items: z.array(item), next: z.string().nullable() })

/** Any ISO 8601 time with a zone. */
export const time = z.iso
  .datetime({ offset: true, error: 'must be an ISO 8601 time with a zone' })
  .refine((it) => new Date(it).getUTCFullYear() >= 1, 'must not lie before the year 1')
