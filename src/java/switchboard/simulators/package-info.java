/**
 * The order, logistics and payments services of the demonstration: processes of their own, with
 * their own state, that speak nothing but Kafka, and misbehave as they are told to. They read and
 * write their envelopes with code of their own, as another team's service would, and nothing of the
 * server calls them.
 */
package switchboard.simulators;
