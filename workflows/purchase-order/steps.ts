/** Steps whose items the reducer knows, as people see them. */

/** A paper for the parcel is late. */
export const OBTAIN_PAPER = 'obtainPaper';

/** A parcel must not leave any more. */
export const STOP_PARCEL = 'stopParcel';

/** A status update did not get through. */
export const REPORT_STATUS = 'reportStatus';
