import type { ValueAddedService, ValueAddedServiceGroup } from './rate-plan.js';

/** The services that were asked for, or why they cannot be bought with a rate. */
export type Selection = { readonly services: readonly ValueAddedService[] } | { readonly fault: string };

// The live API says this too where a required group is left out, though the field is optional in the model (public issue).
const invalid = { fault: 'The requested value added services are invalid.' } as const;

/** Looks up the requested services among a rate's groups: each at most once, of every required group at least one. */
export function selectServices(
  requested: readonly { readonly id: string }[],
  groups: readonly ValueAddedServiceGroup[],
): Selection {
  const ids = requested.map(({ id }) => id);
  const offered = groups.flatMap((group) => group.valueAddedServices);
  const unknown = ids.some((id) => !offered.some((service) => service.id === id));
  const missing = groups.some(
    (group) => group.isRequired && !group.valueAddedServices.some(({ id }) => ids.includes(id)),
  );
  if (unknown || missing || new Set(ids).size < ids.length) return invalid;
  return { services: offered.filter(({ id }) => ids.includes(id)) };
}
