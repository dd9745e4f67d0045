/** Steps as people see them in items; some of them are known to the reducer. */

export const OBTAIN_RATES = 'obtainRates';

export const PURCHASE = 'purchase';

export const FETCH_DOCUMENTS = 'fetchDocuments';

/** Something has happened to the parcel, or nothing at all. */
export const FOLLOW_PARCEL = 'followParcel';

export const CANCEL_SHIPMENT = 'cancelShipment';

export const REFUND = 'refund';

/** What became of the other packages of the order. */
export const LOOK_AT_PACKAGES = 'lookAtPackages';

/** The buyer's delivery notice could not be begun. */
export const START_NOTICE = 'startNotice';
