/** Ship methods of generated orders with their readable names; every vendor has its own list. */
export const shipMethodNames: Readonly<Record<string, string>> = {
  UPS_GR_RES: 'UPS Ground Residential',
  UPS_2ND: 'UPS 2nd Day Air',
  FEDEX_GROUND: 'FedEx Ground',
  AMZL_US_DFS: 'Amazon Logistics',
};

/** The readable name of a ship method; an unknown one names itself. */
export function shipMethodName(shipMethod: string): string {
  return shipMethodNames[shipMethod] ?? shipMethod;
}
