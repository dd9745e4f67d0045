/** A right address, in the UK unless told otherwise. */
export function addressOf(fields: object = {}) {
  return {
    name: 'Ottilie Quillfeather',
    addressLine1: '12 Crooked Lantern Lane',
    city: 'Sheffield',
    stateOrRegion: 'South Yorkshire',
    postalCode: 'S8 9FP',
    countryCode: 'GB',
    phoneNumber: '+44 1632 960001',
    ...fields,
  };
}

/** A right package. */
export function packageOf(packageClientReferenceId: string, fields: object = {}) {
  return {
    dimensions: { length: 10, width: 8, height: 5, unit: 'INCH' },
    weight: { value: 1.5, unit: 'KILOGRAM' },
    insuredValue: { value: 20, unit: 'GBP' },
    packageClientReferenceId,
    items: [{ quantity: 1, description: 'Tea pot', itemIdentifier: '69783225326731' }],
    ...fields,
  };
}

/** A right request for rates of a parcel from another channel. */
export function ratesRequest(parcel: string, fields: object = {}) {
  return {
    shipFrom: addressOf({ name: 'Kettle & Sons', city: 'Leicester' }),
    shipTo: addressOf(),
    packages: [packageOf(parcel)],
    channelDetails: { channelType: 'EXTERNAL' },
    ...fields,
  };
}

/** A right request for rates of a parcel of an Amazon order. */
export function amazonRatesRequest(parcel: string, fields: object = {}) {
  return {
    shipFrom: addressOf({ name: 'Kettle & Sons', city: 'Leicester' }),
    packages: [packageOf(parcel)],
    channelDetails: { channelType: 'AMAZON', amazonOrderDetails: { orderId: '026-1671542-1523528' } },
    ...fields,
  };
}

/** A right direct purchase of a Direct Fulfillment shipment. */
export function directPurchaseRequest(parcel: string, fields: object = {}) {
  const item = { quantity: 1, directFulfillmentItemIdentifiers: { lineItemID: '11312', pieceNumber: '1' } };
  return {
    shipFrom: addressOf({ name: 'Kettle & Sons' }),
    packages: [packageOf(parcel, { items: [item] })],
    channelDetails: { channelType: 'AMAZON', amazonShipmentDetails: { shipmentId: 'XO732BB9' } },
    ...fields,
  };
}

/** A copy with one member changed; `undefined` takes it away. */
export function changed(body: unknown, path: string, value: unknown): unknown {
  const copy = structuredClone(body) as Record<string, unknown>;
  const names = path.split('.');
  const last = names.pop() ?? '';
  const parent = names.reduce((node, name) => node[name] as Record<string, unknown>, copy);
  if (value === undefined) Reflect.deleteProperty(parent, last);
  else parent[last] = value;
  return copy;
}
