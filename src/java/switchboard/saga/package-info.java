/**
 * Multi-step work on internal systems: rules, the entity that keeps a saga, and the Kafka stages
 * that feed it.
 */
package switchboard.saga;
