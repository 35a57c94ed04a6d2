/**
 * Where the cluster's members and shards are, as all nodes together know it, and how an operator
 * moves them. Every node has a desk that answers for it; shards can be pinned to a node.
 */
package switchboard.placement;
