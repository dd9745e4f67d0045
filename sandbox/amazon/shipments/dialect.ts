/**
 * By the letter of which source Shipping v2 answers where the sources disagree:
 *
 * | | `model` | `examples` | `guide` |
 * | --- | --- | --- | --- |
 * | `payload` around an answer (SV-1) | yes | no, but for getAdditionalInputs | yes |
 * | members of a promise's windows (SV-2) | `start`, `end` | `start`, `end` | `startTime`, `endTime` |
 * | query names in capitals, such as `trackingID` (SV-4) | refused | refused | taken as well |
 * | an address without `stateOrRegion` (SV-6) | refused | refused | taken |
 * | value-added services (SV-7) | a list, with description and cost | same | `null` for none; neither description nor cost in India |
 * | `alternateLegTrackingId` (SV-9) | empty without a return | `"null"` | left out |
 * | ids (SV-10) | strings | a tracking id of digits is a JSON number | in quotes after a purchase with additional inputs |
 * | units and money (SV-13) | numbers, `GRAM` | `GRAMS`, money of rate items as text | numbers, no rate items |
 * | `$schema` of additional inputs | draft-04 | draft-04 | left out |
 * | leg and detail codes of tracking, unknown places | given, left out | given, left out | left out, `null` |
 *
 * `model` is the model's schema, `examples` are the answers that the model shows beside it.
 */
export type Dialect = 'model' | 'examples' | 'guide';

/** The dialects. */
export const dialects = ['model', 'examples', 'guide'] as const satisfies readonly Dialect[];
