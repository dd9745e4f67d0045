import type { SpeakerActivities } from '../../workflows/speaker/activities.js';
import { createSpeak } from './speak.js';
import type { SpeakDependencies } from './speak.js';

/** The lease of one account in this process. */
export const createSpeakerActivities = (dependencies: SpeakDependencies): SpeakerActivities => ({
  speak: createSpeak(dependencies),
});
