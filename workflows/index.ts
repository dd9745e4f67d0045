export { account } from './account/workflow.js';
export { deliveryNotification } from './delivery-notification/workflow.js';
export { ndrCase } from './ndr-case/workflow.js';
export { ndrQuarantine } from './ndr-quarantine/workflow.js';
export { purchaseOrder } from './purchase-order/workflow.js';
export { shipment } from './shipment/workflow.js';
export { speaker } from './speaker/workflow.js';
