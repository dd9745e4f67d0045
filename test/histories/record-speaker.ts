import { Context } from '@temporalio/activity';
import type { SpeakerActivities } from '../../workflows/speaker/activities.js';
import { configureSignal, SPEAKER_WORKFLOW, speakerTaskQueue } from '../../workflows/speaker/messages.js';
import { speakerStart } from '../../workflows/speaker/start.js';
import { eventually } from '../support/eventually.js';
import { recordStories } from './recorder.js';
import type { Story } from './recorder.js';

const HEARTBEAT_EVERY_MS = 100;

/** How often the lease was granted. */
let grants = 0;

const activities: SpeakerActivities = {
  speak: async () => {
    grants += 1;
    for (;;) {
      Context.current().heartbeat();
      await Context.current().sleep(HEARTBEAT_EVERY_MS);
    }
  },
};

const account = 'acme';

/** The history of a lease that is held: it has no end. */
const settingsChanged: Story = {
  name: 'settings-changed',
  play: async (client) => {
    const settings = { heartbeatTimeoutMs: 2_000 };
    const handle = await client.workflow.signalWithStart(SPEAKER_WORKFLOW, {
      ...speakerStart({ account, settings }),
      signal: configureSignal,
      signalArgs: [settings],
    });
    await eventually('it is granted', () => grants === 1);
    await handle.signal(configureSignal, { heartbeatTimeoutMs: 3_000 });
    await eventually('it is granted anew', () => grants === 2);
    return handle;
  },
};

await recordStories({
  folder: 'speaker',
  stories: [settingsChanged],
  activities: { [speakerTaskQueue(account)]: activities },
});
