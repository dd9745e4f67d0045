export { purchaseOrder } from './purchase-order/workflow.js';
