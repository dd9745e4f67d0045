/** How long and how often a delivery notice is tried, as configured when it was asked for. */
export interface DeliveryNotificationPolicy {
  /** Time of one attempt, ms: the recovery time after a killed worker. */
  startToCloseMs: number;
  /** How long a notice is tried before a person is asked, ms. */
  giveUpAfterMs: number;
}
