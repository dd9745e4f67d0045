export interface SpeakInput {
  /** Name in the configuration. */
  account: string;
}

/** The activity that is the lease of an account. */
export interface SpeakerActivities {
  /**
   * Serves the account's Amazon queue from the first heartbeat that gets through, for as long as heartbeats do. It comes
   * to no end of its own: an attempt ends when its process hands over, and the next begins in another one.
   */
  speak(input: SpeakInput): Promise<void>;
}
