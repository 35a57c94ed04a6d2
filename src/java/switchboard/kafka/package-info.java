/**
 * What goes over Kafka: topics, envelopes, the publisher and the consumer stages. The only package
 * of the server that knows Kafka; what a record means is decided where it is handed to.
 */
package switchboard.kafka;
