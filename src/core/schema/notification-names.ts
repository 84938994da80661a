export const CHANNEL_TYPES = ['webhook', 'slack', 'teams', 'email', 'command'] as const;
export type ChannelType = (typeof CHANNEL_TYPES)[number];

/** What a channel can be asked to tell; `recovery`: that one of the others got better. */
export const NOTIFICATION_TOPICS = ['trust', 'quality', 'drift', 'source', 'anomalies', 'recovery'] as const;
export type NotificationTopic = (typeof NOTIFICATION_TOPICS)[number];

/** The worst last. */
export const NOTIFICATION_SEVERITIES = ['info', 'warning', 'critical'] as const;
export type NotificationSeverity = (typeof NOTIFICATION_SEVERITIES)[number];
