/** The sample event of Amazon's guide on push notifications, byte for byte. */
export const SAMPLE = `{
  "version": "0",
  "id": "48af9743-336e-00eb-7194-de9975baa012",
  "detail-type": "NDR Events",
  "source": "AmazonShipping",
  "account": "434519225125",
  "time": "2024-02-21T19:33:09Z",
  "region": "eu-west-1",
  "resources": [],
  "detail": {
    "trackingId": "1809561149386",
    "referenceID": "795817695",
    "latestDeliveryAttemptedDate": "2023-12-27T01:35:24Z",
    "deliveryAttemptCount": "4",
    "shipmentStatus": "Undeliverable",
    "reasonCode": "Customer rejected",
    "paymentType": "CollectOnDelivery",
    "ndrDueDate": "2023-12-28T04:08:59Z",
    "expectedDeliveryDate": "2023-12-29T14:30:00Z",
    "shippingPartyAccountId": "A109W4MEBU BWQI",
    "appId": "amzn1.sp.solution.4622520d-ef11-4366-aa17-5ff8bb0b1010",
    "version": 4,
    "timeToLive": 1703188564
  }
}`;

/** The sample with other fields in its detail or envelope. */
export const sampleWith = (detail: Record<string, unknown>, envelope: Record<string, unknown> = {}): Buffer => {
  const sample = JSON.parse(SAMPLE) as { detail: Record<string, unknown> };
  return Buffer.from(JSON.stringify({ ...sample, ...envelope, detail: { ...sample.detail, ...detail } }));
};
