import type { Rate } from '../amazon/shipping/schemas/index.js';
import type { Money, OpenGroup } from '../../workflows/shipment/offer.js';

type Group = Rate['availableValueAddedServiceGroups'][number];

/** What is bought along with a rate. */
export interface ServiceSelection {
  /** For `requestedValueAddedServices`. */
  ids: string[];
  /** What Amazon says that each of them costs; one without a price is in the rate already. */
  costs: Money[];
  /** Required groups that only a person can fill. */
  open: OpenGroup[];
}

/**
 * Fills the required groups: of one service with that, of several with the first that the policy names.
 *
 * Nothing else is bought. A group left out would have the purchase refused, although Amazon's model calls it optional.
 *
 * @param preferred - Ids of services, the best first.
 */
export function selectValueAddedServices(groups: readonly Group[], preferred: readonly string[]): ServiceSelection {
  const selection: ServiceSelection = { ids: [], costs: [], open: [] };
  for (const { groupId, groupDescription, isRequired, valueAddedServices: options } of groups) {
    if (!isRequired) continue;
    const byPolicy = preferred.map((id) => options.find((option) => option.id === id));
    const chosen = options.length === 1 ? options[0] : byPolicy.find((option) => option !== undefined);
    if (chosen === undefined) {
      selection.open.push({ groupId, ...(groupDescription !== undefined && { groupDescription }), options });
      continue;
    }
    selection.ids.push(chosen.id);
    if (chosen.cost !== undefined) selection.costs.push(chosen.cost);
  }
  return selection;
}
