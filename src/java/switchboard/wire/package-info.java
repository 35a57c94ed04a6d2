/** Bytes: proto to records and back, and serializers with manifests. */
package switchboard.wire;
