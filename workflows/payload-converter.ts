import { DefaultPayloadConverter } from '@temporalio/common';
import type { Payload, PayloadConverter } from '@temporalio/common';

/** What stands for a payload that cannot be read. */
export const UNREADABLE = { unreadable: true } as const;

const standard = new DefaultPayloadConverter();

/**
 * Workflows' payload converter: the standard one, except that it never throws.
 *
 * A signal with a payload that cannot be decoded would otherwise fail every workflow task of its order for ever, before
 * any handler of ours is asked. So the handler gets {@link UNREADABLE}, which its checks refuse.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) => standard.toPayload(value),
  // The SDK's own signature.
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
  fromPayload: <T>(payload: Payload): T => {
    try {
      return standard.fromPayload<T>(payload);
      // Nothing is awaited here that a cancellation could end.
      // eslint-disable-next-line workflow/rethrow-cancellation
    } catch {
      return UNREADABLE as T;
    }
  },
};
