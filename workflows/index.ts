export { account } from './account/workflow.js';
export { purchaseOrder } from './purchase-order/workflow.js';
