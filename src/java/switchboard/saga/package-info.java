/**
 * Multi-step work on internal systems: the saga's rules and entity, and the Kafka stages that carry
 * its commands out and its replies in. The only package of the server that knows Kafka.
 */
package switchboard.saga;
