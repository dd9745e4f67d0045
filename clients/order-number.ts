import { PURCHASE_ORDER_NUMBER } from '../workflows/purchase-order/messages.js';

const MAX_LENGTH = 50;

/** Whether a text can be Amazon's number of a purchase order. */
export const isOrderNumber = (text: string): boolean => text.length <= MAX_LENGTH && PURCHASE_ORDER_NUMBER.test(text);

/** What is said of a text that cannot be one, after the text. */
export const NO_ORDER_NUMBER = `is no purchase order number: 1 to ${MAX_LENGTH} letters and digits`;
