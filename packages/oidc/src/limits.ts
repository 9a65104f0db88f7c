/** Seconds by which a token's clock may differ from ours. */
export const tokenTolerance = 30;

/** Seconds by which a token's issue time may differ from ours. */
export const issueTimeTolerance = 300;
